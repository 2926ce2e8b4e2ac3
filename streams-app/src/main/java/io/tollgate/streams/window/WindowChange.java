package io.tollgate.streams.window;

import io.tollgate.model.Window;

/**
 * What a merge did to one window, as far as publishing depends on it.
 *
 * @param growth by how much the usage grew, 0 where it was over limit before, since what is denied then can wait
 * @param usage the usage after the merge
 * @param limit the last applied limit, or {@link Judge#UNKNOWN_LIMIT}
 * @param crossed whether the merge took it over limit
 */
record WindowChange(Window window, long growth, long usage, long limit, boolean crossed) {

    /** Returns the difference between two states of one window. */
    static WindowChange between(WindowState before, WindowState after) {
        Judge judge = after.judge();
        long usage = judge.used(after.sum());
        long growth = before.isOverLimit() ? 0 : Math.max(0, usage - judge.used(before.sum()));
        boolean crossed = after.isOverLimit() && !before.isOverLimit();
        return new WindowChange(after.window(), growth, usage, judge.limit(), crossed);
    }
}
