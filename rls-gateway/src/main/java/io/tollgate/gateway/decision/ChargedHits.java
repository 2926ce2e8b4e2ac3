package io.tollgate.gateway.decision;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the hits of one descriptor that charged a counter, or was not entitled to any. A view of a request that is
 * being decided: not to be kept beyond the call that gives it.
 */
public interface ChargedHits {

    /** Returns the request's domain. */
    String domain();

    /** Returns the descriptor's entries as the request has them. */
    List<DescriptorEntry> entries();

    /** Returns the rule that matched, null where the limit came with the request. */
    @Nullable LimitRule rule();

    /** Returns the limit that decided: of several on one descriptor the one that the answer shows. */
    Limit limit();

    /** Returns the hits, 0 or more. */
    long hits();

    /** Returns hits that were used in the window before these, by all gateways as far as is known. */
    long usedBefore();

    /** Returns whether the hits were given back; then they are never over the limit. */
    boolean givenBack();

    /** Returns whether usage after the hits is above the limit, whether or not that denied the request. */
    boolean overLimit();

    /** Returns whether the limit is in shadow mode by its rule. */
    boolean shadowMode();
}
