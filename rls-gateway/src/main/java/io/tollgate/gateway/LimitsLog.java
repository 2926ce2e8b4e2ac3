package io.tollgate.gateway;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/** What became of the sets of limits that were offered, for people. Thread-safe. */
final class LimitsLog implements LimitsInForce.Observer {

    private static final String COMMENT = "# ";

    private final LimitsInForce limits;
    private final LongSupplier clock;
    private final CountDownLatch offered = new CountDownLatch(1);
    private volatile long sinceMillis;

    /** @param clock milliseconds since the Unix epoch */
    LimitsLog(LimitsInForce limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
        limits.addListener(this);
    }

    @Override
    public void loaded(LimitTable table) {
        sinceMillis = clock.getAsLong();
        offered.countDown();
    }

    @Override
    public void rejected(String reason) {
        sinceMillis = clock.getAsLong();
        offered.countDown();
    }

    /** Waits for a first set, good or bad. */
    void awaitOffer() throws InterruptedException {
        offered.await();
    }

    /** Returns lines in the format of the reference, and first, as comments, why the last set was rejected if it was. */
    String rlconfig() {
        StringBuilder page = new StringBuilder();
        LimitsInForce.State state = limits.state();
        if (state.rejection() != null) {
            page.append(COMMENT)
                    .append("the last set of limits was rejected at ")
                    .append(since())
                    .append('\n');
            state.rejection()
                    .lines()
                    .forEach(line -> page.append(COMMENT).append(line).append('\n'));
        }
        lines().forEach(line -> page.append(line).append('\n'));
        return page.toString();
    }

    /** Returns a line for each limit in force. */
    List<String> lines() {
        LimitTable table = limits.table();
        return table == null ? List.of() : table.describe();
    }

    /** Returns lines about the limits. */
    String status() {
        LimitsInForce.State state = limits.state();
        LimitTable table = state.table();
        String inForce = table == null
                ? "none were ever loaded"
                : table.rules().size() + " in " + table.domains().size() + " domains";
        String status =
                "limits: " + inForce + " (" + state.loads() + " sets taken, " + state.rejections() + " rejected)\n";
        if (state.rejection() == null) {
            return status;
        }
        return status + "limits rejected since " + since() + ": "
                + String.join("\n  ", state.rejection().lines().toList()) + "\n";
    }

    private Instant since() {
        return Instant.ofEpochMilli(sinceMillis);
    }
}
