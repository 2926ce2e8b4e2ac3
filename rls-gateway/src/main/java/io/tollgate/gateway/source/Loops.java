package io.tollgate.gateway.source;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of sources: one daemon thread each. */
final class Loops {

    private Loops() {}

    /** Returns a loop with one thread; what is not due yet is dropped when it is shut down. */
    static ScheduledExecutorService newDaemon(String name) {
        ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        loop.setRemoveOnCancelPolicy(true);
        return loop;
    }

    /** Waits until a loop that is shut down has ended, or the time is over, or the caller is interrupted. */
    static void await(ExecutorService loop, long seconds) {
        try {
            if (!loop.awaitTermination(seconds, TimeUnit.SECONDS)) {
                loop.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
