package io.tollgate.streams.window;

import io.tollgate.model.Window;

/**
 * What a merge did to one window, as far as publishing depends on it.
 *
 * @param growth by how much the published usage grew; 0 where it can wait: what is denied over the limit, and what a
 *     sender only accounts in a window that no limit is known to decide by
 * @param usage the usage after the merge
 * @param limit the last applied limit, or {@link Judge#UNKNOWN_LIMIT}
 * @param crossed whether the merge took it over limit
 */
record WindowChange(Window window, long growth, long usage, long limit, boolean crossed) {

    /**
     * Returns the difference between two states of one window.
     *
     * @param reported what the sender that made the difference keeps the window for
     */
    static WindowChange between(WindowState before, WindowState after, WindowUses reported) {
        Judge judge = after.judge();
        long usage = judge.used(after.sum());
        long published = before.isPublished() ? judge.used(before.sum()) : 0;
        boolean waits = before.isOverLimit() || !(judge.isKnown() || reported.mayLimit());
        long growth = waits ? 0 : Math.max(0, usage - published);
        boolean crossed = after.isOverLimit() && !before.isOverLimit();
        return new WindowChange(after.window(), growth, usage, judge.limit(), crossed);
    }
}
