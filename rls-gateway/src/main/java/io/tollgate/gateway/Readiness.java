package io.tollgate.gateway;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.warmup.WarmUp;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that makes a gateway healthy once it is warm and others' counts are known, or were waited for long enough. */
final class Readiness implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration CHECK = Duration.ofMillis(20);

    private final WarmUp warmUp;
    private final Health health;
    private final Supplier<@Nullable LimitTable> limits;
    private final BooleanSupplier knowsOthers;
    private final long deadlineNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "gateway-ready");

    /**
     * @param limits those in force, null where there are none
     * @param knowsOthers whether what all gateways counted is known
     * @param longest how long that is waited for, from now on
     */
    Readiness(
            WarmUp warmUp,
            Health health,
            Supplier<@Nullable LimitTable> limits,
            BooleanSupplier knowsOthers,
            Duration longest) {
        this.warmUp = warmUp;
        this.health = health;
        this.limits = limits;
        this.knowsOthers = knowsOthers;
        this.deadlineNanos = System.nanoTime() + longest.toNanos();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            warmUp.rehearse(limits.get());
            health.warm();
            while (!knowsOthers.getAsBoolean() && System.nanoTime() - deadlineNanos < 0) {
                if (closed.await(CHECK.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
            health.ready();
            LOG.info(
                    knowsOthers.getAsBoolean()
                            ? "Ready: what all gateways counted is known"
                            : "Ready; what other gateways counted is not known yet: deciding by own counts");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread, whatever it does: a rehearsal has files in the data folder. */
    @Override
    public void close() {
        closed.countDown();
        warmUp.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
