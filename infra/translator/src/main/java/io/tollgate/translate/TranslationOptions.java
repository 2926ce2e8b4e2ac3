package io.tollgate.translate;

import io.tollgate.translate.envoy.Address;
import org.jspecify.annotations.Nullable;

/**
 * How sources are translated.
 *
 * @param listenerPort of Envoy's first listener
 * @param rateLimitService where Tollgate's gateway is
 * @param upstream where all requests go; null if each service has its own address
 */
public record TranslationOptions(
        int listenerPort,
        Address rateLimitService,
        @Nullable Address upstream) {}
