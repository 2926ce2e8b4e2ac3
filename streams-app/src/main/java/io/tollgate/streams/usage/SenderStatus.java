package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;

/** What marks said of senders. */
interface SenderStatus {

    /** Returns whether the sender needs not be listed by name: declared covered by its gateway, or an adjustment. */
    boolean isCovered(HitSender sender);

    /** Returns whether the sender is the present start of a gateway that gave a mark lately. */
    boolean isLive(HitSender sender);
}
