package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.model.Window;
import org.jspecify.annotations.Nullable;

/** The rows of senders that were folded out of one counter's row. */
interface FoldedSenders {

    /** Returns the totals with which the sender is within the window's rest, or null where it never was folded. */
    @Nullable HitTotals in(Window window, HitSender sender);
}
