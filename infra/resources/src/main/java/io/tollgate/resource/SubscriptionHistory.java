package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose a subscription was, and by which plan, also of one that was deleted. Says what was known at the time: a revision
 * holds from its change on, and nothing that is changed later changes the past. Thread-safe.
 */
public final class SubscriptionHistory {

    private static final int MOST_AT_ONCE = 100;

    private final HistoryStore history;

    public SubscriptionHistory(HistoryStore history) {
        this.history = requireNonNull(history, "history");
    }

    /** A customer, and the plan that it had. */
    public record Sold(String customer, PlanRef plan) {
        public Sold {
            requireNonNull(customer, "customer");
            requireNonNull(plan, "plan");
        }
    }

    /** A revision; the subscription is null where this is the deletion, or nothing that this release understands. */
    private record Told(@Nullable Subscription subscription, Instant changedAt) {}

    /**
     * Returns what was the first to hold in a span. If nothing held in it, what was known when it began; what became known
     * first if that was later; empty if nobody ever knew the subscription.
     *
     * @param end exclusive
     */
    public Optional<Sold> firstHeld(String subscription, Instant begin, Instant end) {
        List<Told> told = told(subscription, begin);
        for (int i = told.size() - 1; i >= 0; i--) {
            Told revision = told.get(i);
            Subscription known = revision.subscription;
            Instant from = later(begin, revision.changedAt);
            Instant to = i == 0 ? end : earlier(end, told.get(i - 1).changedAt);
            Optional<Instant> held = known == null ? Optional.empty() : known.firstHeld(from, to);
            if (known != null && held.isPresent()) {
                return Optional.of(sold(known, held.get()));
            }
        }
        for (int i = told.size() - 1; i >= 0; i--) {
            Subscription known = told.get(i).subscription;
            if (known != null) {
                return Optional.of(sold(known, begin));
            }
        }
        return Optional.empty();
    }

    private static Sold sold(Subscription subscription, Instant at) {
        return new Sold(subscription.customer(), subscription.planAt(at));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Returns the newest revisions, down to the one that says what was known at an instant. */
    private List<Told> told(String subscription, Instant at) {
        ResourceId id = new ResourceId(ResourceKind.SUBSCRIPTION, subscription);
        List<Told> told = new ArrayList<>();
        int before = Integer.MAX_VALUE;
        List<HistoryStore.Entry> page;
        do {
            page = history.list(id, before, MOST_AT_ONCE);
            for (HistoryStore.Entry entry : page) {
                Told revision = told(entry);
                told.add(revision);
                if (revision.subscription != null && !revision.changedAt.isAfter(at)) {
                    return told;
                }
                before = entry.revision();
            }
        } while (page.size() == MOST_AT_ONCE);
        return told;
    }

    /** What this release does not understand, it does not follow either: what was known before holds. */
    private static Told told(HistoryStore.Entry entry) {
        Instant changedAt = Instant.ofEpochMilli(entry.changedAtMillis());
        String document = entry.document();
        try {
            return new Told(
                    document != null && ResourceRecords.resource(document, changedAt) instanceof Subscription known
                            ? known
                            : null,
                    changedAt);
        } catch (IllegalArgumentException e) {
            return new Told(null, changedAt);
        }
    }
}
