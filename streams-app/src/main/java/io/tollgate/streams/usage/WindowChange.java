package io.tollgate.streams.usage;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.model.Window;

/**
 * What a merge did to one window, as far as publishing depends on it.
 *
 * @param moved by how much the published usage grew, or shrank since hits were given back; 0 where it can wait: what is
 *     denied over the limit, and what a sender only accounts in a window that no limit is known to decide by
 * @param usage the usage before or after the merge, whichever is larger
 * @param limit the last applied limit, or {@link AppliedLimit#UNKNOWN_LIMIT}
 * @param crossed whether the merge took it over limit, or back
 */
record WindowChange(Window window, long moved, long usage, long limit, boolean crossed) {

    /**
     * Returns the difference between two states of one window.
     *
     * @param reported what the sender that made the difference keeps the window for
     */
    static WindowChange between(WindowState before, WindowState after, WindowPurposes reported) {
        AppliedLimit applied = after.limit();
        long usage = applied.usage(after.sum());
        long published = before.isPublished() ? applied.usage(before.sum()) : 0;
        boolean overBoth = before.isOverLimit() && after.isOverLimit();
        boolean waits = overBoth || !(applied.isKnown() || reported.mayLimit());
        long moved = waits ? 0 : Math.abs(usage - published);
        boolean crossed = after.isOverLimit() != before.isOverLimit();
        return new WindowChange(after.window(), moved, Math.max(usage, published), applied.hitsPerWindow(), crossed);
    }
}
