package io.tollgate.gateway.subscriptions;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.EarlierUsages;
import io.tollgate.gateway.decision.SubscribedPlan;
import io.tollgate.gateway.decision.SubscribedPlans;
import io.tollgate.gateway.decision.SubscriptionsUnknownException;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.file.SubscribedFeature;
import io.tollgate.plan.PlanRef;
import io.tollgate.resource.ResourceFollower;
import io.tollgate.resource.ResourceStore;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions as this gateway knows them. Follows the topic from the first limit file on that asks for them: a
 * gateway without such limits has no part of it. Thread-safe.
 */
public final class Subscriptions implements SubscribedPlans, LimitsInForce.Observer, AutoCloseable {

    private final Settings settings;
    private volatile Set<PlanRef> defaults = Set.of();
    private volatile @Nullable Following following;
    private boolean closed;

    /**
     * How subscriptions are followed.
     *
     * @param folder of the store
     * @param cacheBytes memory for blocks of the store that were read
     * @param mostSubjects subjects on the heap
     */
    public record Settings(KafkaClientConfig kafka, Topics topics, Path folder, long cacheBytes, long mostSubjects) {

        public Settings {
            requireNonNull(kafka, "kafka");
            requireNonNull(topics, "topics");
            requireNonNull(folder, "folder");
        }
    }

    private record Following(ResourceStore store, ResourceFollower follower, SubscriptionCache cache) {}

    public Subscriptions(Settings settings) {
        this.settings = requireNonNull(settings, "settings");
    }

    @Override
    public @Nullable SubscribedPlan find(ChargePlan rule, String subject, long nowMillis, EarlierUsages earlier) {
        Following known = following;
        if (known == null) {
            throw new SubscriptionsUnknownException();
        }
        return known.cache.find(rule, subject, nowMillis, earlier);
    }

    @Override
    public void load(String subject) {
        Following known = following;
        if (known != null) {
            known.cache.load(subject);
        }
    }

    /** Begins to follow if the limits ask for subscriptions. */
    @Override
    public synchronized void loaded(LimitTable table) {
        Set<PlanRef> named = new HashSet<>();
        for (LimitRule rule : table.rules()) {
            SubscribedFeature subscribed = rule.subscribed();
            if (subscribed != null) {
                named.addAll(PlanCompiler.defaults(subscribed));
            }
        }
        boolean others = !named.equals(defaults);
        defaults = Set.copyOf(named);
        Following known = following;
        if (known == null && table.hasSubscribed() && !closed) {
            following = follow();
        } else if (known != null && others) {
            known.cache.defaults(defaults);
        }
    }

    @Override
    public void rejected(String reason) {
        // what was in force stays
    }

    private Following follow() {
        ResourceStore store = new ResourceStore(settings.folder, settings.cacheBytes);
        boolean kept = store.isRead();
        ResourceFollower[] made = new ResourceFollower[1];
        SubscriptionCache cache = new SubscriptionCache(
                store, () -> kept || requireNonNull(made[0]).isRead(), settings.mostSubjects);
        ResourceFollower follower =
                new ResourceFollower(settings.kafka, settings.topics, store, change -> cache.changed(change, defaults));
        made[0] = follower;
        cache.defaults(defaults);
        follower.start();
        return new Following(store, follower, cache);
    }

    /** Returns whether what is agreed with customers was read up to now, or nobody asks for it. */
    public boolean isRead() {
        Following known = following;
        return known == null || known.follower.isRead();
    }

    /** Returns about how many subjects are on the heap. */
    public long subjectsOnHeap() {
        Following known = following;
        return known == null ? 0 : known.cache.size();
    }

    /** Returns about how many bytes the store takes. */
    public long storeBytes() {
        Following known = following;
        return known == null ? 0 : known.store.sizeBytes();
    }

    @Override
    public synchronized void close() {
        closed = true;
        Following known = following;
        if (known != null) {
            known.follower.close();
            known.store.close();
        }
    }
}
