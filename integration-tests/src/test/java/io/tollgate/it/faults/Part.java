package io.tollgate.it.faults;

import io.tollgate.it.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;

/** A process that is killed, stopped and started again. Used by one thread at a time. */
final class Part implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);

    private final String name;
    private final String readyText;
    private final Supplier<ChildProcess> launcher;
    private ChildProcess process;

    /** @param readyText what the process prints when it does its work */
    Part(String name, String readyText, Supplier<ChildProcess> launcher) {
        this.name = name;
        this.readyText = readyText;
        this.launcher = launcher;
        this.process = launcher.get();
    }

    String name() {
        return name;
    }

    /** Waits until it does its work. */
    Part awaitReady() {
        process.awaitOutput(readyText, START);
        return this;
    }

    /** Waits until it does its work or has ended, and returns whether it works. */
    boolean awaitReadyOrEnd() {
        return process.awaitOutputOrEnd(readyText, START);
    }

    /** Ends it at once (SIGKILL). */
    void kill() {
        process.kill();
    }

    /** Asks it to end (SIGTERM), and waits until it did. */
    void stop() {
        process.stop();
    }

    /** Starts it again, after it ended. */
    void launch() {
        process = launcher.get();
    }

    /** Lets it stand still (SIGSTOP). */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("could not send " + signal + " to " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no program kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
