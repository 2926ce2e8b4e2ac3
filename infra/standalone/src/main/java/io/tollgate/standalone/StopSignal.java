package io.tollgate.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C or SIGTERM, as seen by the main thread: it is woken from whatever it waits for, closes what it started, and the
 * process ends once this is closed too, or after 17 s: whatever Kafka does, a stop takes at most 20 s. To be used by the thread that installed it.
 */
final class StopSignal implements AutoCloseable {

    private static final Duration LONGEST_CLEAN_END = Duration.ofSeconds(17);
    private static final long POLL_MS = 50;

    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean told;
    private volatile Duration longest = LONGEST_CLEAN_END;
    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Thread hook;

    private StopSignal(Thread main) {
        this.hook = new Thread(() -> stopAndAwait(main), "stop-signal");
    }

    /** Returns a signal that wakes the calling thread. */
    static StopSignal install() {
        StopSignal signal = new StopSignal(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stopAndAwait(Thread main) {
        told = true;
        main.interrupt();
        stop.countDown(); // after the interrupt: who sees this has nothing coming that would disturb a clean end
        try {
            if (!cleanedUp.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("tollgate: no clean end within " + longest.toSeconds()
                        + " s; ending anyway. Nothing counted is lost, the next start sends it again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets a clean end take this much longer. */
    void allow(Duration more) {
        longest = LONGEST_CLEAN_END.plus(more);
    }

    /** Returns whether the process was told to end. */
    boolean stopped() {
        while (told && stop.getCount() != 0) {
            Thread.onSpinWait(); // the interrupt is on its way
        }
        return told;
    }

    /** Waits until the process is told to end. */
    void await() {
        try {
            stop.await();
        } catch (InterruptedException e) {
            clearInterrupt();
        }
    }

    /** Waits until the condition holds or the process is told to end, and returns whether the condition held. */
    boolean awaitUnlessStopped(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                if (stop.await(POLL_MS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            clearInterrupt();
            return false;
        }
    }

    /** Lets the calling thread wait again, as a clean end must. */
    static void clearInterrupt() {
        Thread.interrupted(); // the wish to stop is in the latch
    }

    /** Says that everything is closed, so that the process may end. */
    @Override
    public void close() {
        cleanedUp.countDown();
        if (stopped()) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // told to end just now; nothing is left to close
        }
    }
}
