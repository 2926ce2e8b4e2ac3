package io.tollgate.it.faults;

import io.tollgate.it.faults.Answers.Cell;
import java.util.Random;
import java.util.stream.Stream;

/** What clients ask for. */
interface Traffic {

    /** So seldom that limits are still reached. */
    int GIVES_BACK_ONE_OF = 20;

    /** The most hits of a request. */
    int MOST_HITS = 3;

    /**
     * One request.
     *
     * @param cell what it is counted in
     * @param key of the only entry
     * @param value of the only entry
     * @param reported whether the hits were served already, so that they count as admitted whatever the answer is
     */
    record Asked(Cell cell, String domain, String key, String value, long hits, boolean givesBack, boolean reported) {}

    /** Returns the next request, in an hour of the run. */
    Asked next(Random random, int hour);

    /** Requests of customers that have a limit of an hour. */
    static Traffic ofLimitFile(int customers) {
        return (random, hour) -> {
            String customer = "customer-" + random.nextInt(customers);
            long hits = random.nextLong(1, MOST_HITS + 1);
            boolean givesBack = random.nextInt(GIVES_BACK_ONE_OF) == 0;
            return new Asked(new Cell(customer, hour), "quota", "customer", customer, hits, givesBack, false);
        };
    }

    /** Requests that count nothing, one for each customer that has bought a plan. */
    static Stream<Asked> looks() {
        return Offer.CUSTOMERS.stream()
                .map(customer -> new Asked(
                        new Cell(Offer.billed(customer, Offer.CALLS), 0),
                        Offer.DOMAIN,
                        Offer.CALLS,
                        customer + "-0",
                        0,
                        false,
                        false));
    }

    /** Requests of subjects of customers that have bought a plan. */
    static Traffic ofPlans() {
        return (random, hour) -> {
            String customer = Offer.CUSTOMERS.get(random.nextInt(Offer.CUSTOMERS.size()));
            String feature = Offer.FEATURES.get(random.nextInt(Offer.FEATURES.size()));
            long hits = random.nextLong(1, MOST_HITS + 1);
            boolean reported = feature.equals(Offer.TOKENS);
            boolean givesBack = !reported && random.nextInt(GIVES_BACK_ONE_OF) == 0;
            Cell cell = new Cell(Offer.billed(customer, feature), hour);
            return new Asked(cell, Offer.DOMAIN, feature, Offer.subject(customer, random), hits, givesBack, reported);
        };
    }
}
