package io.tollgate.protocol;

/** A way to misread the protocol. The model must find each of them out. */
enum WrongReading {
    /** A counter keeps one window on disk; the next one takes its place, whether it was acknowledged or not. */
    UNSENT_WINDOWS_OVERWRITTEN_DURING_OUTAGE,
    /** Eviction drops a counter's own totals, and the next hit takes up what usage last said of this sender. */
    EVICTED_TOTALS_REBUILT_FROM_USAGE,
    /** A gateway whose disk was lost goes on under the name that it had, from zero. */
    SENDER_RESUMED_AFTER_DISK_LOSS,
    /** The ledger's store has no fencing: an old value lands last in its changelog and is what a restart finds. */
    ZOMBIE_CHANGELOG_VALUE_LANDS_LAST,
    /** The usage application writes and publishes only what a merge changed. */
    NOTHING_WRITTEN_WHEN_MERGE_CHANGES_NOTHING,
    /** A request that charges two counters adds to the first before the second agreed, where a flush can see it. */
    RESERVATION_VISIBLE_TO_FLUSH,
    /** Hits are sent and merged as what was added since the last time. */
    INCREMENTS_INSTEAD_OF_TOTALS,
    /** What usage calls the rest is taken for others' in full, though a sender held on this disk may be folded in it. */
    OWN_SENDER_IN_THE_REST_TAKEN_FOR_OTHERS,
    /** The rows of a covered sender leave the disk before the gateway's view counts them among the others. */
    COVERED_ROWS_DELETED_BEFORE_THE_VIEW_HOLDS_THEM,
    /** The rows of a covered sender leave the disk at once: what usage loses of them later, nobody can send again. */
    COVERED_ROWS_GONE_BEFORE_THEIR_WINDOW_IS_OVER,
    /** A mark is given although earlier senders' totals on this disk were not sent again yet. */
    MARK_GIVEN_BEFORE_ALL_IS_ACKNOWLEDGED,
    /** A gateway that is not heard of any more is predicted from window to window. */
    DEAD_GATEWAY_PREDICTED_ON,
    /** What was predicted stays when usage then tells of it. */
    PREDICTION_ADDED_TO_WHAT_THEN_ARRIVES,
    /** Silence is no reason to predict less. */
    PREDICTION_THAT_NEVER_DECAYS,
}
