package io.tollgate.translate;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.translate.envoy.Address;
import org.jspecify.annotations.Nullable;

/**
 * How sources are translated.
 *
 * @param listenerPort of Envoy's first listener
 * @param rateLimitService where Tollgate's gateway is
 * @param upstream where all requests go; null if each service has its own address
 * @param limits what descriptors are checked against where the source has no limits; null if they are not checked
 */
public record TranslationOptions(
        int listenerPort,
        Address rateLimitService,
        @Nullable Address upstream,
        @Nullable LimitTable limits) {

    /** Makes options without a check of descriptors. */
    public TranslationOptions(int listenerPort, Address rateLimitService, @Nullable Address upstream) {
        this(listenerPort, rateLimitService, upstream, null);
    }

    /** Returns them with a check of descriptors against limits; null for none. */
    public TranslationOptions checkedAgainst(@Nullable LimitTable table) {
        return new TranslationOptions(listenerPort, rateLimitService, upstream, table);
    }
}
