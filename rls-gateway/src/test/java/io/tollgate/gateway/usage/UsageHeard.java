package io.tollgate.gateway.usage;

/** Lets a test outside of the package say what the follower heard. */
public final class UsageHeard {

    private UsageHeard() {}

    /** Says that a heartbeat came: all hits of a partition below an offset are accounted. */
    public static void heard(UsageStaleness staleness, int partition, long nextOffset) {
        staleness.partitions(partition + 1);
        staleness.heard(partition, nextOffset, 1);
    }
}
