package io.tollgate.protocol;

import java.util.Set;

/** A record of the topic hits. */
sealed interface HitRecord {

    /** Totals of a row. */
    record Hits(Row row, Totals totals) implements HitRecord {}

    /**
     * Says that all the sender answered before the given time stands before this record.
     *
     * @param covered earlier senders of this data folder that usage was seen to hold in full
     */
    record Mark(Sender sender, long reportedUpTo, Set<Sender> covered) implements HitRecord {
        public Mark {
            covered = Set.copyOf(covered);
        }
    }
}
