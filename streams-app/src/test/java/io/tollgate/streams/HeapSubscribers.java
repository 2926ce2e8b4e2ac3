package io.tollgate.streams;

import io.tollgate.model.Window;
import io.tollgate.plan.PlanRef;
import io.tollgate.resource.SubscriptionHistory.Sold;
import io.tollgate.streams.ledger.Subscribers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;

/** Subscribers as a test says, known at once unless it says otherwise. Used by one thread. */
final class HeapSubscribers implements Subscribers {

    private final Map<String, Sold> sold = new HashMap<>();
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private boolean slow;

    void sell(String subscription, String customer, String plan) {
        sold.put(subscription, new Sold(customer, PlanRef.parse(plan).orElseThrow()));
    }

    /** From now on answers take until {@link #answer} or {@link #fail}. */
    void beSlow() {
        slow = true;
    }

    int waiting() {
        return waiting.size();
    }

    void answer() {
        waiting.remove().complete(null);
    }

    void fail() {
        waiting.remove().completeExceptionally(new TimeoutException("no answer"));
    }

    @Override
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.add(answer);
        if (!slow) {
            answer();
        }
        return answer;
    }

    @Override
    public Optional<Sold> in(String subscription, Window window) {
        return Optional.ofNullable(sold.get(subscription));
    }
}
