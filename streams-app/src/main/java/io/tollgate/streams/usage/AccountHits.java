package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Hits;
import io.tollgate.event.Mark;
import io.tollgate.model.CounterKey;
import io.tollgate.streams.record.DeadLetters;
import io.tollgate.streams.record.DecodedHit;
import io.tollgate.streams.record.TaskProcessor;
import io.tollgate.streams.usage.MergeResult.FoldedRow;
import io.tollgate.streams.usage.MergeResult.Implausible;
import io.tollgate.streams.usage.MergeResult.Merged;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code hits -> [usage-by-counter] -> usage}: merges each record into the row of its counter, publishes the rows when
 * the {@link PublishSchedule} says so, gives a heartbeat each second and sweeps closed windows out. The row is written also
 * where a merge changed nothing, which heals a changelog that stepped back.
 */
public final class AccountHits extends TaskProcessor<DecodedHit> {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Duration publishInterval;
    private final Duration publishAge;
    private final UsageMeters meters;

    /**
     * Makes the processor of one task.
     *
     * @param publishInterval the shortest time between two publications of one counter
     * @param publishAge the longest time that a change waits for its publication
     */
    public AccountHits(Duration publishInterval, Duration publishAge, UsageMeters meters) {
        this.publishInterval = requireNonNull(publishInterval, "publishInterval");
        this.publishAge = requireNonNull(publishAge, "publishAge");
        this.meters = requireNonNull(meters, "meters");
    }

    @Override
    protected Task<DecodedHit> start(ProcessorContext<byte[], Object> context) {
        Accounting started = new Accounting(
                context,
                new PublishSchedule(publishInterval.toMillis(), publishAge.toMillis(), PublishSchedule.MOST_PENDING),
                meters);
        context.schedule(publishInterval, PunctuationType.WALL_CLOCK_TIME, started::publishDue);
        context.schedule(HEARTBEAT, PunctuationType.WALL_CLOCK_TIME, started::heartbeat);
        return started;
    }

    private static final class Accounting implements Task<DecodedHit> {

        private static final long NOTHING_READ = -1;

        private final ProcessorContext<byte[], Object> context;
        private final UsageRows rows;
        private final GatewayWatermarks gateways;
        private final PublishSchedule schedule;
        private final UsageMeters meters;
        private final UsagePublisher publisher;
        private final DeadLetters deadLetters;
        private final Sweep sweep;
        private int liveGateways;
        private long nextOffset = NOTHING_READ;
        private long latestRecordMillis;
        private @Nullable Progress noted;

        private Accounting(ProcessorContext<byte[], Object> context, PublishSchedule schedule, UsageMeters meters) {
            this.context = context;
            this.schedule = schedule;
            this.meters = meters;
            rows = new UsageRows(context.getStateStore(Names.USAGE_STORE));
            gateways = new GatewayWatermarks(context.getStateStore(Names.GATEWAYS_STORE));
            publisher = new UsagePublisher(context, gateways, meters);
            deadLetters = new DeadLetters(context, meters::deadLetter);
            sweep = new Sweep(rows, publisher, meters, context.currentSystemTimeMs());
            liveGateways = gateways.live();
        }

        @Override
        public void process(Record<byte[], DecodedHit> record) {
            DecodedHit hit = record.value();
            gateways.advance(record.timestamp());
            Object event = hit.event() == null ? null : hit.event().getEvent();
            if (event instanceof Mark watermark) {
                gateways.take(watermark, record.timestamp());
                liveGateways = gateways.live();
            } else if (event instanceof Hits hits) {
                merge(record, hit, Report.of(hits, record.timestamp()));
            }
            nextOffset = context.recordMetadata().orElseThrow().offset() + 1;
            latestRecordMillis = Math.max(latestRecordMillis, record.timestamp());
        }

        private void merge(Record<byte[], DecodedHit> record, DecodedHit hit, Report report) {
            CounterKey key = CounterKey.ofBytes(record.key());
            CounterState known = rows.counter(key);
            CounterState before = known == null ? CounterState.EMPTY : known;
            MergeResult outcome = UsageFold.merge(before, Retention.of(key), report, gateways, rows.foldedOf(key));
            if (outcome instanceof Implausible implausible) {
                deadLetters.setAside(record, hit.bytes(), implausible.reason());
            } else if (outcome instanceof Merged merged) {
                meters.merged(merged.closedWindows());
                write(key, known, merged);
            }
        }

        /** Rows of folded senders come first: {@link UsageFold} says why. */
        private void write(CounterKey key, @Nullable CounterState before, Merged merged) {
            if (merged.state().windows().isEmpty()) {
                if (before != null) {
                    rows.delete(key);
                    publisher.tombstone(key);
                }
                return;
            }
            for (FoldedRow folded : merged.folded()) {
                rows.put(key, folded);
            }
            if (merged.changes().isEmpty()) {
                rows.put(key, merged.state());
                return;
            }
            long now = context.currentSystemTimeMs();
            boolean first = before == null || before.published().isEmpty();
            boolean atOnce = schedule.changed(key, merged.changes(), first, liveGateways, now);
            rows.put(key, merged.state().withUnpublishedSince(atOnce ? CounterState.PUBLISHED : now));
            if (atOnce) {
                publisher.usage(key, merged.state());
            }
        }

        private void publishDue(long nowMillis) {
            publish(schedule.takeDue(nowMillis));
        }

        private void heartbeat(long nowMillis) {
            publish(schedule.takeAll(nowMillis));
            liveGateways = gateways.live();
            publisher.heartbeat(nextOffset, liveGateways);
            noteProgress();
            sweep.step(nowMillis);
        }

        private void noteProgress() {
            Progress progress = new Progress(nextOffset, latestRecordMillis);
            if (nextOffset != NOTHING_READ && !progress.equals(noted)) {
                rows.put(progress);
                noted = progress;
            }
        }

        private void publish(List<CounterKey> keys) {
            for (CounterKey key : keys) {
                CounterState state = rows.counter(key);
                if (state != null) {
                    publisher.usage(key, state);
                }
            }
        }
    }
}
