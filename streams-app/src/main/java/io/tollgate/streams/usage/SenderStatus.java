package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;

/** What watermarks said of senders. */
interface SenderStatus {

    /** Returns whether the sender needs not be listed by name: declared covered by its gateway, or an adjustment. */
    boolean isCovered(HitSender sender);

    /** Returns whether the sender is the present incarnation of a gateway that gave a watermark lately. */
    boolean isLive(HitSender sender);
}
