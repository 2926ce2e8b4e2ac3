package io.tollgate.streams.ledger;

import io.tollgate.model.Window;
import io.tollgate.resource.SubscriptionHistory.Sold;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Knows whose subscriptions are, and by which plan. Thread-safe. */
public interface Subscribers {

    /** Returns what completes when all is known that any gateway can know by now; exceptionally if Kafka does not answer. */
    CompletableFuture<Void> caughtUp();

    /** Returns whose a subscription was, by the plan that was the first to hold in a window; empty if nobody knows it. */
    Optional<Sold> in(String subscription, Window window);
}
