package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.tollgate.event.QuotaCounter;
import io.tollgate.resource.SubscriptionHistory.Sold;
import io.tollgate.topic.CounterKeyEvents;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Finds whose the windows of subscriptions are. Such a window is closed only once all is known here that was written until
 * it was found due: what gateways knew of the subscription when they counted is part of it, so that no row depends on who
 * reads faster. Other windows wait for nothing but those that end earlier, because windows are closed in that order. Used
 * by one thread.
 */
final class SoldWindows {

    private final Subscribers subscribers;

    /** The windows that were due when the question was asked. */
    private Set<RowRef> asked = Set.of();

    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    SoldWindows(Subscribers subscribers) {
        this.subscribers = requireNonNull(subscribers, "subscribers");
    }

    /** Returns those of the due windows that may be closed now; asks for what is missing for the others. */
    List<DueIndex.Entry<RowRef>> known(List<DueIndex.Entry<RowRef>> due) {
        boolean answered = answer.isDone();
        Set<RowRef> known = answered && !answer.isCompletedExceptionally() ? asked : Set.of();
        Predicate<DueIndex.Entry<RowRef>> isUnknown = entry -> isSold(entry) && !known.contains(entry.what());
        OptionalLong unknownFrom = due.stream()
                .filter(isUnknown)
                .mapToLong(DueIndex.Entry::atMillis)
                .findFirst();
        if (unknownFrom.isEmpty()) {
            return due;
        }
        List<DueIndex.Entry<RowRef>> closing = due.stream()
                .filter(isUnknown.negate())
                .takeWhile(entry -> entry.atMillis() <= unknownFrom.getAsLong())
                .toList();
        if (answered) {
            asked = due.stream()
                    .filter(SoldWindows::isSold)
                    .map(DueIndex.Entry::what)
                    .collect(toSet());
            answer = subscribers.caughtUp();
        }
        return closing;
    }

    private static boolean isSold(DueIndex.Entry<RowRef> entry) {
        return entry.what().counter().isQuota();
    }

    /** Returns whose a window is; empty for the counter of a limit file, and if nobody knows the subscription. */
    Optional<Sold> find(RowRef ref) {
        return CounterKeyEvents.quota(ref.counter())
                .map(QuotaCounter::getSubscription)
                .flatMap(subscription -> subscribers.in(subscription, ref.window()));
    }
}
