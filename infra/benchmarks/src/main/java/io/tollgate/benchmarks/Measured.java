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

    /** Returns how long each pause of the garbage collector took so far, in milliseconds; empty if that is not known. */
    List<Double> pauses() throws IOException;
}
