package io.tollgate.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What can be known of a server from outside, on this machine. */
interface Measured {

    /** Returns the CPU time used so far. */
    Duration cpu();

    /** Returns the memory taken now, in bytes. */
    long residentBytes() throws IOException;

    /** Returns what the garbage collector did so far; nothing if that is not known. */
    List<GcPause> pauses() throws IOException;

    /**
     * One pause of the garbage collector.
     *
     * @param millis how long it took
     * @param beforeMib what the heap held before it
     * @param afterMib what it held after it
     */
    record GcPause(double millis, double beforeMib, double afterMib) {}
}
