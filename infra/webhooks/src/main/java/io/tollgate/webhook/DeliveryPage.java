package io.tollgate.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some deliveries, the newest first.
 *
 * @param next gets the page behind this one; null if this is the last
 */
public record DeliveryPage(
        List<Delivery> deliveries, @Nullable String next) {
    public DeliveryPage {
        deliveries = List.copyOf(deliveries);
    }
}
