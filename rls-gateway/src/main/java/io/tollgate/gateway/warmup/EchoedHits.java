package io.tollgate.gateway.warmup;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Sender;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.Usage;
import io.tollgate.event.UsageEvent;
import io.tollgate.event.WindowUsage;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.hits.HitLog;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.model.CounterKey;
import io.tollgate.topic.AccountingEvents;
import io.tollgate.topic.EventCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Stands for Kafka and the streams app: takes hits at once, and returns usage that holds them, and as many of another
 * gateway.
 */
final class EchoedHits implements HitLog {

    private final Counters counters;
    private final UsageUpdater updater;
    private final Sender other;
    private final LongSupplier clock;
    private final AtomicLong offset = new AtomicLong();

    EchoedHits(Counters counters, UsageUpdater updater, Incarnation other, LongSupplier clock) {
        this.counters = counters;
        this.updater = updater;
        this.other = AccountingEvents.event(other);
        this.clock = clock;
    }

    @Override
    public void send(byte[] key, HitEvent event, SendCallback outcome) {
        sendTo(0, key, event, outcome);
        if (EventCodec.HITS.decode(EventCodec.HITS.encode(event)).getEvent() instanceof Hits hits) {
            Counter counter = counters.find(CounterKey.ofBytes(key));
            if (counter != null) {
                updater.follow(counter, EventCodec.USAGE.encode(new UsageEvent(usage(hits))), clock.getAsLong());
            }
        }
    }

    private Usage usage(Hits hits) {
        return new Usage(
                List.of(hits.getSender(), other),
                hits.getWindows().stream()
                        .map(window -> new WindowUsage(
                                window.getStart(),
                                window.getEnd(),
                                AccountingEvents.event(HitTotals.ZERO),
                                List.of(
                                        new SenderTotals(0, window.getTotals()),
                                        new SenderTotals(1, window.getTotals())),
                                null))
                        .toList());
    }

    @Override
    public void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
        outcome.acknowledged(partition, offset.getAndIncrement());
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
