package io.tollgate.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.gateway.accounting.OverAdmissionEstimate;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.MeteredCounters;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.hits.StoredTotalsSender;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsCheckpointer;
import io.tollgate.gateway.subscriptions.Subscriptions;
import io.tollgate.gateway.usage.UsageStaleness;
import io.tollgate.gateway.usage.UsageStore;
import java.util.concurrent.TimeUnit;

/** The gateway's metrics about itself. Names are in one place; no label but a partition's number. */
final class GatewayMeters {

    private static final double MILLIS_PER_SECOND = 1000;

    private final MeterRegistry registry;
    private final Counter impersonated;
    private int heartbeatAges; // of the thread that follows usage alone

    GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
        this.impersonated = Counter.builder("tollgate.sender.impersonated")
                .description("Times that usage held more under this gateway's own identity than it ever counted")
                .register(registry);
    }

    void bind(UsageStaleness staleness) {
        Gauge.builder("tollgate.usage.stale.partitions", staleness, UsageStaleness::stalePartitions)
                .description("Partitions of usage without a heartbeat for 5 s")
                .register(registry);
        Gauge.builder("tollgate.usage.heartbeat.oldest.age", staleness, age -> seconds(age.oldestMillis()))
                .baseUnit("seconds")
                .description("Age of the last heartbeat in the partition of usage where it is oldest")
                .register(registry);
        staleness.onPartitions(count -> {
            for (int partition = heartbeatAges; partition < count; partition++) {
                heartbeatAge(staleness, partition);
            }
            heartbeatAges = Math.max(heartbeatAges, count);
        });
        Gauge.builder("tollgate.live.gateways", staleness, UsageStaleness::liveGateways)
                .description("Gateways that share the counters, as far as is known")
                .register(registry);
    }

    private void heartbeatAge(UsageStaleness staleness, int partition) {
        Gauge.builder("tollgate.usage.heartbeat.age", staleness, age -> seconds(age.ageMillis(partition)))
                .tag("partition", Integer.toString(partition))
                .baseUnit("seconds")
                .description(
                        "Age of the last heartbeat in a partition of usage: how stale it is what others count there")
                .register(registry);
    }

    private static double seconds(long millis) {
        return millis == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : millis / MILLIS_PER_SECOND;
    }

    void bind(OverAdmissionEstimate estimate) {
        Gauge.builder("tollgate.usage.lag", estimate, OverAdmissionEstimate::lagSeconds)
                .baseUnit("seconds")
                .description("Time from a report of this gateway until usage came back with it, lately on average")
                .register(registry);
        Gauge.builder("tollgate.excess.expected.hits", estimate, OverAdmissionEstimate::expectedHits)
                .description("Hits by which a limit is expected to be exceeded because others are heard of late, the"
                        + " most of all counters on the heap")
                .register(registry);
        Gauge.builder("tollgate.excess.expected.ratio", estimate, OverAdmissionEstimate::expectedShare)
                .description("The same as a share of the limit")
                .register(registry);
        Gauge.builder("tollgate.excess.bound.ratio", estimate, OverAdmissionEstimate::boundShare)
                .description("Share of a limit by which it can be exceeded if nothing is heard of others any more, the"
                        + " most of all counters on the heap")
                .register(registry);
    }

    void bind(HitReporter reporter) {
        FunctionTimer.builder(
                        "tollgate.report.time",
                        reporter,
                        HitReporter::acknowledged,
                        HitReporter::acknowledgedNanos,
                        TimeUnit.NANOSECONDS)
                .description("Time from sending a report until Kafka acknowledged it")
                .register(registry);
        FunctionCounter.builder("tollgate.report.records", reporter, HitReporter::records)
                .description("Records sent to the topic hits, watermarks not counted")
                .register(registry);
        FunctionCounter.builder("tollgate.report.failures", reporter, HitReporter::failures)
                .description("Records that Kafka did not take; their totals are sent again")
                .register(registry);
        Gauge.builder("tollgate.report.waiting.counters", reporter, HitReporter::waiting)
                .description("Counters whose reports are due or on their way")
                .register(registry);
        Gauge.builder(
                        "tollgate.report.age.seconds",
                        reporter,
                        sender -> sender.reportAge().toNanos() / 1e9)
                .description("How long hits wait for a report that nothing hurries")
                .register(registry);
    }

    void bind(StoredTotalsSender stored) {
        Gauge.builder("tollgate.report.unacknowledged.hits", stored, StoredTotalsSender::unacknowledgedHits)
                .description(
                        "Metered hits of counters on the heap that were answered and that Kafka did not acknowledge"
                                + " yet: what a lost disk would take")
                .register(registry);
        Gauge.builder("tollgate.report.stored.unsent", stored, sender -> sender.isDone() ? 0 : 1)
                .description("1 while totals that are on disk only are not known to be in the log")
                .register(registry);
    }

    void bind(TotalsCheckpointer checkpointer) {
        Gauge.builder(
                        "tollgate.journal.copy.interval.seconds",
                        checkpointer,
                        copying -> copying.interval().toNanos() / 1e9)
                .description("How long hits wait for their copy on disk: what a crash of the machine can take")
                .register(registry);
    }

    void bind(Counters counters, Journal journal, OwnTotalsStore own, UsageStore usage) {
        Gauge.builder("tollgate.counters.on.heap", counters, Counters::size)
                .description("Counters on the heap")
                .register(registry);
        Gauge.builder("tollgate.journal.slots", journal, Journal::slotsInUse)
                .description("Journal slots in use")
                .register(registry);
        Gauge.builder("tollgate.journal.size", journal, Journal::sizeBytes)
                .baseUnit("bytes")
                .description("Size of the journal's files")
                .register(registry);
        Gauge.builder("tollgate.journal.not.durable", journal, Journal::notDurable)
                .description("Totals on the heap because the journal had no room: a kill takes them")
                .register(registry);
        Gauge.builder("tollgate.own.totals.size", own, OwnTotalsStore::sizeBytes)
                .baseUnit("bytes")
                .description("Size of the copies of own totals")
                .register(registry);
        Gauge.builder("tollgate.usage.size", usage, UsageStore::sizeBytes)
                .baseUnit("bytes")
                .description("Size of the view of usage")
                .register(registry);
    }

    void bind(MeteredCounters metered) {
        FunctionCounter.builder("tollgate.metered.overflow.hits", metered, MeteredCounters::overflowHits)
                .description("Metered hits that are in the ledger as one row for each rule, because a domain has more"
                        + " counters than metered.counters.max")
                .register(registry);
    }

    void bind(Subscriptions subscriptions) {
        Gauge.builder("tollgate.subjects.on.heap", subscriptions, Subscriptions::subjectsOnHeap)
                .description("Subjects whose subscriptions are on the heap, about")
                .register(registry);
        Gauge.builder("tollgate.resources.size", subscriptions, Subscriptions::storeBytes)
                .baseUnit("bytes")
                .description("Size of the store of plans, customers, subscriptions and grants")
                .register(registry);
    }

    void impersonated() {
        impersonated.increment();
    }
}
