package io.tollgate.runtime.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Threads for an endpoint that takes long: so many requests at a time, and none that waits. Thread-safe. */
public final class BoundedWork implements AutoCloseable {

    private final int most;
    private final ExecutorService threads;

    /**
     * @param name names the threads
     * @param most how many requests are under way at a time
     */
    public BoundedWork(String name, int most) {
        this.most = most;
        this.threads = new ThreadPoolExecutor(0, most, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread named = new Thread(task, name);
            named.setDaemon(true);
            return named;
        });
    }

    /** Returns how many requests are under way at the most. */
    public int most() {
        return most;
    }

    /** Runs a task on a thread of its own, or returns false where so many run already. */
    public boolean begin(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Answers a request on a thread of its own, or says at once that so many are under way already.
     *
     * @param retryAfterSeconds when the client is told to try again then
     */
    public void answer(HttpReply reply, int retryAfterSeconds, Supplier<HttpAnswer> answers) {
        if (!begin(() -> reply.send(answers.get()))) {
            reply.send(Problem.unavailable(
                    most + " requests are under way, which is the most at a time", retryAfterSeconds));
        }
    }

    /** Interrupts what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
