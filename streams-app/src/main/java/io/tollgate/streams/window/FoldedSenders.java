package io.tollgate.streams.window;

import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import io.tollgate.streams.hits.SenderId;
import org.jspecify.annotations.Nullable;

/** The rows of senders that were folded out of one counter's row. */
interface FoldedSenders {

    /** Returns the totals with which the sender is within the window's rest, or null where it never was folded. */
    @Nullable Counts in(Window window, SenderId sender);
}
