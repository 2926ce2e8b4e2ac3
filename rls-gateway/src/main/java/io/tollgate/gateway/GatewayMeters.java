package io.tollgate.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.usage.Freshness;
import io.tollgate.gateway.usage.UsageStore;

/** The gateway's metrics about itself. Names are in one place; none has a label. */
final class GatewayMeters {

    private static final double MILLIS_PER_SECOND = 1000;

    private final MeterRegistry registry;
    private final Counter impersonated;

    GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
        this.impersonated = Counter.builder("tollgate.sender.impersonated")
                .description("Times that usage held more under this gateway's own identity than it ever counted")
                .register(registry);
    }

    void bind(Freshness freshness) {
        Gauge.builder("tollgate.usage.stale.partitions", freshness, Freshness::stalePartitions)
                .description("Partitions of usage without a heartbeat for 5 s")
                .register(registry);
        Gauge.builder("tollgate.usage.heartbeat.age", freshness, age -> age.oldestMillis() / MILLIS_PER_SECOND)
                .baseUnit("seconds")
                .description("Age of the oldest partition's last heartbeat")
                .register(registry);
        Gauge.builder("tollgate.live.gateways", freshness, Freshness::liveGateways)
                .description("Gateways that share the counters, as far as is known")
                .register(registry);
    }

    void bind(HitReporter reporter) {
        FunctionCounter.builder("tollgate.report.records", reporter, HitReporter::records)
                .description("Records sent to the topic hits, marks not counted")
                .register(registry);
        FunctionCounter.builder("tollgate.report.failures", reporter, HitReporter::failures)
                .description("Records that Kafka did not take; their totals are sent again")
                .register(registry);
        Gauge.builder("tollgate.report.waiting.counters", reporter, HitReporter::waiting)
                .description("Counters whose reports are due or on their way")
                .register(registry);
        Gauge.builder("tollgate.report.stored.unsent", reporter, sender -> sender.sentStored() ? 0 : 1)
                .description("1 while totals that are on disk only are not known to be in the log")
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

    void impersonated() {
        impersonated.increment();
    }
}
