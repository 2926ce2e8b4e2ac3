package io.tollgate.standalone;

import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line of a terminal that says how far a long work is. Used by one thread. */
final class Progress implements AutoCloseable {

    /** Set by the launcher script where standard error is a terminal. */
    static final String TERMINAL_PROPERTY = "tollgate.terminal";

    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final double NANOS_OF_A_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PERCENT = 100;
    private static final String BEGIN_OF_LINE = "\r";

    private final PrintWriter terminal;
    private final boolean shown;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long nextNanos;
    private int width;

    /**
     * @param shown whether anything is
     * @param nanoTime a clock as {@link System#nanoTime} is one
     */
    Progress(PrintWriter terminal, boolean shown, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.shown = shown;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.nextNanos = startNanos;
    }

    /**
     * Says how far it is, but not more than a few times a second.
     *
     * @param what is done
     * @param all bytes, nothing where nobody knows
     */
    void at(String what, long documents, long bytes, OptionalLong all) {
        long now = nanoTime.getAsLong();
        if (!shown || now - nextNanos < 0) {
            return;
        }
        nextNanos = now + PACE_NANOS;
        double seconds = Math.max(now - startNanos, 1) / NANOS_OF_A_SECOND;
        String percent = all.isPresent() && all.getAsLong() > 0
                ? String.format("%3d %%, ", Math.min(PERCENT, bytes * PERCENT / all.getAsLong()))
                : "";
        print(String.format("%s: %s%,d documents, %,.0f/s", what, percent, documents, documents / seconds));
    }

    private void print(String line) {
        terminal.print(BEGIN_OF_LINE + line + " ".repeat(Math.max(0, width - line.length())));
        terminal.flush();
        width = line.length();
    }

    /** Makes the line empty, for other lines in its place. */
    @Override
    public void close() {
        if (width > 0) {
            print("");
            terminal.print(BEGIN_OF_LINE);
            terminal.flush();
            width = 0;
        }
    }
}
