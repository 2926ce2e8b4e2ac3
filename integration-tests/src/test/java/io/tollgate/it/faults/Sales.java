package io.tollgate.it.faults;

import static java.util.Objects.requireNonNull;

import io.tollgate.it.faults.Answers.Cell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What customers have bought in a run, and what may hold of it in each hour: a change that was not answered yet holds or
 * not. Thread-safe.
 */
final class Sales {

    private static final Duration START = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final long GRANTED = 20;
    private static final int LEAST_AMOUNT = 30;
    private static final int MOST_AMOUNT = 150;
    private static final long HOUR_SECONDS = 3600;

    /** Ends in the middle of the run, where another one of the customer begins, and is deleted later. */
    private static final Agreement ENDING = Agreement.of("dee-first", "dee", 0, 4, "small@1");

    private static final int DELETED_IN_HOUR = 6;

    private final Random random;
    private final long beginSeconds;

    // all guarded by this
    private final Map<String, Agreement> agreed = new TreeMap<>();
    private @Nullable Agreement asked;
    private final List<Agreement> replaced = new ArrayList<>();
    private final Map<Cell, Long> calls = new TreeMap<>();
    private final Map<Cell, Long> granted = new TreeMap<>();
    private final Map<Cell, Set<String>> plans = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private int hour;
    private int answered;
    private int grants;
    private boolean deleted;

    Sales(long seed, long beginSeconds) {
        this.random = new Random(seed * 37);
        this.beginSeconds = beginSeconds;
        Stream.of(
                        Agreement.of("ada-only", "ada", 0, null, "small@1"),
                        Agreement.of("bob-only", "bob", 0, null, "large@1"),
                        Agreement.of("cyd-only", "cyd", 0, null, "small@1"),
                        ENDING,
                        Agreement.of("dee-second", "dee", 4, null, "large@1"))
                .forEach(agreement -> agreed.put(agreement.key(), agreement));
        note();
    }

    /** Makes plans and customers, and what they have at first. */
    void make(ResourcesApi api) {
        List<Map<String, Object>> documents = new ArrayList<>();
        Offer.PLANS.keySet().forEach(plan -> documents.add(Offer.plan(plan)));
        Offer.CUSTOMERS.forEach(customer -> documents.add(Offer.customer(customer)));
        synchronized (this) {
            agreed.values().forEach(agreement -> documents.add(agreement.document(beginSeconds)));
        }
        long until = System.nanoTime() + START.toNanos();
        if (!api.apply(documents, () -> System.nanoTime() < until)) {
            throw new AssertionError("the API does not answer");
        }
    }

    /**
     * Changes what customers have, until it is closed: another plan from the next hour on; another amount and a grant for
     * this hour, which hold at once.
     */
    final class Changes implements AutoCloseable {
        private final ResourcesApi api;
        private final Thread thread = new Thread(this::run, "sales");
        private volatile boolean running = true;

        private Changes(ResourcesApi api) {
            this.api = api;
            thread.start();
        }

        private void run() {
            try {
                while (running) {
                    change();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (AssertionError e) {
                rejected(e);
            }
        }

        private void change() {
            if (deletes()) {
                if (api.deleteSubscription(ENDING.key(), () -> running)) {
                    deleted();
                }
                return;
            }
            Agreement change = next();
            if (api.apply(List.of(change == null ? grant() : change.document(beginSeconds)), () -> running)) {
                answered(change);
            }
        }

        /** Takes note that the next hour begins. No client may be asking. */
        void nextHour() {
            Sales.this.nextHour();
        }

        /** Stops; what is under way is given up. */
        @Override
        public void close() {
            running = false;
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Begins to change what customers have. */
    Changes change(ResourcesApi api) {
        return new Changes(api);
    }

    private synchronized boolean deletes() {
        return !deleted && hour >= DELETED_IN_HOUR;
    }

    private synchronized void deleted() {
        deleted = true;
        answered++;
    }

    private synchronized void rejected(AssertionError e) {
        problems.add(String.valueOf(e.getMessage()));
    }

    /** Returns the next change of a subscription, null for a grant. */
    private synchronized @Nullable Agreement next() {
        int turn = random.nextInt(3);
        if (turn == 0) {
            return null;
        }
        List<Agreement> lasting = agreed.values().stream()
                .filter(agreement -> agreement.holdsIn(hour) && agreement.holdsIn(hour + 1))
                .toList();
        Agreement before = lasting.get(random.nextInt(lasting.size()));
        Agreement after = turn == 1
                ? before.withPlan(hour + 1, Offer.otherThan(before.planIn(hour)))
                : before.withAmount(before.amount() == null ? random.nextLong(LEAST_AMOUNT, MOST_AMOUNT) : null);
        asked = after;
        note();
        return after;
    }

    private synchronized Map<String, Object> grant() {
        String customer = Offer.CUSTOMERS.get(random.nextInt(Offer.CUSTOMERS.size()));
        granted.merge(new Cell(Offer.billed(customer, Offer.CALLS), hour), GRANTED, Long::sum);
        Instant effective = Instant.ofEpochSecond(beginSeconds + hour * HOUR_SECONDS);
        return Offer.grant("grant-" + grants++, customer, GRANTED, effective);
    }

    private synchronized void answered(@Nullable Agreement change) {
        answered++;
        if (change != null) {
            replaced.add(requireNonNull(agreed.put(change.key(), change)));
            asked = null;
        }
    }

    /** What was replaced lately may still hold where a gateway has not read the change. */
    private synchronized void nextHour() {
        hour++;
        note();
        replaced.forEach(this::noteCalls);
        replaced.clear();
    }

    private void note() {
        agreed.values().forEach(this::note);
        if (asked != null) {
            note(asked);
        }
    }

    private void note(Agreement agreement) {
        if (agreement.holdsIn(hour)) {
            noteCalls(agreement);
            plans.computeIfAbsent(new Cell(agreement.key(), hour), key -> new TreeSet<>())
                    .add(agreement.planIn(hour));
        }
    }

    private void noteCalls(Agreement agreement) {
        if (agreement.holdsIn(hour)) {
            Cell billed = new Cell(Offer.billed(agreement.customer(), Offer.CALLS), hour);
            calls.merge(billed, agreement.callsIn(hour), Long::max);
        }
    }

    /** Returns how many calls an hour admits at the most; empty for another feature. */
    synchronized OptionalLong mostCalls(Cell cell) {
        Long most = calls.get(cell);
        return most == null ? OptionalLong.empty() : OptionalLong.of(most + granted.getOrDefault(cell, 0L));
    }

    /**
     * Returns what is wrong, nothing if all is right.
     *
     * @param told the plans that the ledger names for each hour of a subscription
     */
    synchronized List<String> problems(Map<Cell, Set<String>> told) {
        List<String> found = new ArrayList<>(problems);
        told.forEach((cell, named) -> {
            Set<String> expected = plans.get(cell);
            if (expected != null && !expected.containsAll(named)) {
                found.add("in " + cell + " the ledger names " + named + " (expected: one of " + expected + ")");
            }
        });
        return found;
    }

    /** Returns what was done. */
    synchronized String summary() {
        long sure = plans.values().stream().filter(some -> some.size() == 1).count();
        return answered + " changes of subscriptions and grants answered" + (deleted ? ", a deletion too" : "")
                + ", one plan possible in " + sure + " of " + plans.size() + " hours of subscriptions";
    }
}
