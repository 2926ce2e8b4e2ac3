package io.tollgate.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.accounting.IdentityGuard;
import io.tollgate.gateway.accounting.OverAdmissionEstimate;
import io.tollgate.gateway.accounting.StoredCounterLoader;
import io.tollgate.gateway.accounting.UsageRepair;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.DirtyWindowObserver;
import io.tollgate.gateway.decision.MeteredCounters;
import io.tollgate.gateway.hits.HitLog;
import io.tollgate.gateway.hits.HitPublisher;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.hits.KafkaHitLog;
import io.tollgate.gateway.hits.StoredTotalsSender;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.Incarnations;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsCheckpointer;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.rls.RateLimitHandler;
import io.tollgate.gateway.subscriptions.Subscriptions;
import io.tollgate.gateway.usage.KafkaUsageSource;
import io.tollgate.gateway.usage.UsageFollower;
import io.tollgate.gateway.usage.UsageStaleness;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.CounterKey;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.TopicWatch;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What decides and counts, and keeps and reports what was counted: everything behind the surfaces. */
final class Accounting implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Accounting.class);

    private static final int LOADING_THREADS = 2;
    private static final int LOADING_QUEUE = 10_000;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);
    private static final int UNSENT_NAMED = 20;
    private static final long RESOURCES_CACHE_BYTES = 16 << 20;

    private final Closers closers = new Closers();
    private final LongSupplier clock;
    private final String label;
    private final Path dataFolder;
    private final UUID gatewayId;
    private final Incarnations starts;
    private final Journal journal;
    private final MeteredCounters metered;
    private final UsageStaleness staleness;
    private final Subscriptions subscriptions;
    private final HitPublisher publisher;
    private final RateLimitHandler.Deciding deciding;
    private final TopicWatch topicWatch;

    /**
     * What decisions are made by, and who observes them.
     *
     * @param limits the limits in force
     * @param decided observes what was decided
     */
    record Decisions(Supplier<LimitTable> limits, DecisionObserver decided) {}

    /**
     * Takes the data folder, recovers what earlier incarnations counted, and connects to Kafka in the background.
     *
     * @throws GatewayStartException if the folder cannot be used
     */
    Accounting(GatewayConfig config, LongSupplier clock, MeterRegistry registry, Decisions decisions) {
        this.clock = clock;
        this.label = config.reports().label();
        this.dataFolder = config.state().folder().toAbsolutePath();
        try {
            DataFolder folder = DataFolder.take(config.state().folder());
            closers.push(folder::close);
            gatewayId = folder.gatewayId();
            OwnTotalsStore own = onDisk(() -> new OwnTotalsStore(folder.ownTotals()));
            closers.push(own::close);
            starts = own.starts();
            UsageStore usage =
                    onDisk(() -> new UsageStore(folder.usage(), config.state().usageCacheBytes()));
            closers.push(usage::close);
            journal = onDisk(() -> openJournal(config, folder, own));
            metered = new MeteredCounters(
                    config.state().meteredCountersMax(),
                    domain -> LOG.warn(
                            "Domain {} has more counters than {} (metered.counters.max) in this hour: the hits of further"
                                    + " ones are in the ledger as one row for each rule. Their limits hold as always",
                            domain,
                            config.state().meteredCountersMax()));
            Counters counters = new Counters(onDisk(this::newSender), metered);

            subscriptions = new Subscriptions(new Subscriptions.Settings(
                    config.kafka().clients(),
                    config.kafka().topics(),
                    folder.resources(),
                    RESOURCES_CACHE_BYTES,
                    config.state().subjectsOnHeap()));
            closers.push(subscriptions::close);

            GatewayMeters meters = new GatewayMeters(registry);
            staleness = new UsageStaleness(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
            HitLog log =
                    new KafkaHitLog(config.kafka().clients(), config.kafka().topics());
            publisher = new HitPublisher(
                    log, config.reports(), new StoredTotalsSender(log, own, usage, counters, clock), clock);
            closers.push(publisher::close);
            HitReporter reporter = publisher.reporter();
            OverAdmissionEstimate estimate = new OverAdmissionEstimate(staleness::liveGateways, reporter::reportAge);
            TotalsCheckpointer checkpointer =
                    new TotalsCheckpointer(own, clock, config.state().copies());
            CounterEvictor evictor = new CounterEvictor(
                    counters,
                    checkpointer,
                    clock,
                    config.state().eviction(),
                    new UsageRepair(publisher, staleness, estimate));
            OwnTotalsKeeper keeper = new OwnTotalsKeeper(journal, counters, checkpointer, evictor);
            IdentityGuard guard =
                    new IdentityGuard(counters, reporter, evictor, estimate, this::newSender, meters::impersonated);
            UsageUpdater updater = new UsageUpdater(counters, guard, System::nanoTime, staleness::isRead);
            DirtyWindowObserver dirty = (window, nowMillis, report, urgent) -> {
                checkpointer.dirty(window);
                if (report) {
                    reporter.dirty(window, nowMillis, urgent);
                }
            };
            DecisionEngine engine = new DecisionEngine(
                    decisions.limits(),
                    subscriptions,
                    counters,
                    journal,
                    dirty,
                    staleness::liveGateways,
                    decisions.decided());
            StoredCounterLoader loader =
                    new StoredCounterLoader(counters, journal, own, usage, updater, this::newSender, dirty);
            UsageFollower follower = new UsageFollower(
                    new KafkaUsageSource(
                            config.kafka().clients(),
                            config.kafka().topics(),
                            config.kafka().partitionsIfAbsent()),
                    usage,
                    counters,
                    updater,
                    staleness,
                    clock);
            meters.bind(staleness);
            meters.bind(reporter);
            meters.bind(estimate);
            meters.bind(publisher.stored());
            meters.bind(checkpointer);
            meters.bind(counters, journal, own, usage);
            meters.bind(metered);
            meters.bind(subscriptions);

            ThreadPoolExecutor loading = loadingPool();
            closers.push(loading::shutdownNow);
            deciding = new RateLimitHandler.Deciding(engine, loader, loading, clock);
            keeper.start();
            closers.push(keeper::close);
            follower.start();
            closers.push(follower::close);
            topicWatch = new TopicWatch(
                    config.kafka().clients().admin(KafkaClientConfig.SOON_BACK),
                    config.kafka().topics(),
                    news -> {
                        LOG.warn("{} while it was used: what is absent is created, and all is sent again", news);
                        follower.followAnew();
                    });
            topicWatch.start();
            closers.push(topicWatch::close);
            publisher.start(staleness);
            closers.push(this::drain);
        } catch (RuntimeException | Error e) {
            closers.closeAll();
            throw e;
        }
    }

    /**
     * Registered before it counts: once its hits are in the log, later starts must know that it was there. After all that
     * may keep the process from counting: as many starts are kept as there is room for.
     */
    private Incarnation newSender() {
        Incarnation sender = new Incarnation(gatewayId, clock.getAsLong(), new SecureRandom().nextLong());
        starts.begin(sender);
        return sender;
    }

    private static Journal openJournal(GatewayConfig config, DataFolder folder, OwnTotalsStore own) {
        return Journal.open(folder.journal(), config.state().journal(), segment -> {
            if (segment.isTrusted()) {
                own.writeLarger(segment.uncopied());
            } else {
                LOG.info("The machine was started anew: totals are taken from their last copies");
            }
        });
    }

    /** What is on the disk stays there: a start that fails has changed nothing of what earlier ones counted. */
    private static <T> T onDisk(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (UncheckedIOException e) {
            throw new GatewayStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ThreadPoolExecutor loadingPool() {
        return new ThreadPoolExecutor(
                LOADING_THREADS,
                LOADING_THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(LOADING_QUEUE),
                task -> {
                    Thread named = new Thread(task, "counter-loading");
                    named.setDaemon(true);
                    return named;
                });
    }

    /** Returns what answers queries. */
    RateLimitHandler.Deciding deciding() {
        return deciding;
    }

    /** Returns whether what all gateways counted is known, as far as it was reported before this start. */
    boolean knowsOthers() {
        return !staleness.isStale()
                && subscriptions.isRead()
                && publisher.stored().isDone()
                && publisher.stored().sentIsRead();
    }

    /** Returns whether what other gateways count is not known, in all partitions or in some. */
    boolean isStale() {
        return staleness.isStale();
    }

    /** Returns the topics that were deleted underneath and are not there again. */
    Set<String> missingTopics() {
        return topicWatch.missing();
    }

    /** Returns lines about the state, for people. */
    String status() {
        String usage = staleness.isStale()
                ? "stale: "
                        + (staleness.partitions() == 0
                                ? "Kafka was never reached"
                                : staleness.stalePartitions() + " of " + staleness.partitions() + " partitions")
                : "fresh";
        return "usage of other gateways: " + usage + "\n"
                + (missingTopics().isEmpty() ? "" : "deleted topics: " + String.join(", ", missingTopics()) + "\n")
                + "live gateways: " + staleness.liveGateways() + "\n"
                + "stored totals: " + (publisher.stored().isDone() ? "sent" : "waiting for Kafka") + "\n"
                + "counters waiting for their report: " + publisher.reporter().waiting() + "\n"
                + (subscriptions.isRead() ? "" : "plans and subscriptions: not read up to now\n")
                + overflow()
                + "journal: "
                + (journal.notDurable() == 0 ? "durable" : journal.notDurable() + " totals on the heap only, no room")
                + "\n";
    }

    private String overflow() {
        StringBuilder lines = new StringBuilder();
        metered.overflowHitsByDomain()
                .forEach((domain, hits) -> lines.append("metered together, above metered.counters.max: ")
                        .append(hits)
                        .append(" hits of domain ")
                        .append(domain)
                        .append('\n'));
        return lines.toString();
    }

    /** Returns what follows plans and subscriptions if the limits in force ask for them. */
    Subscriptions subscriptions() {
        return subscriptions;
    }

    private void drain() {
        if (!publisher.drain(DRAIN_TIMEOUT)) {
            LOG.warn(
                    "Gateway {} ({}) ends before Kafka has all that it answered: {}. It is in the data folder {} and is sent"
                            + " at the next start with that; keep it until then",
                    gatewayId,
                    label.isEmpty() ? "no label" : label,
                    unsent(),
                    dataFolder);
        }
    }

    private String unsent() {
        List<CounterKey> counters = publisher.reporter().unsent();
        String named = counters.stream()
                .limit(UNSENT_NAMED)
                .map(CounterKey::toString)
                .collect(Collectors.joining(", ", counters.isEmpty() ? "" : ": ", ""));
        return publisher.stored().unacknowledgedHits() + " metered hits of this start wait, and " + counters.size()
                + " counters" + named + (counters.size() > UNSENT_NAMED ? ", ..." : "")
                + (publisher.stored().isDone() ? "" : "; totals of earlier starts wait too");
    }

    /** Reports all totals, then ends. No request may be answered any more. */
    @Override
    public void close() {
        closers.closeAll();
    }
}
