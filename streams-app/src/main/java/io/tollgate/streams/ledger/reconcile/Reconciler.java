package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.time.WallClock;
import io.tollgate.streams.reading.LedgerRecords;
import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicReader;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Sums hits and compares them with the ledger, window by window of each counter. Reads the two topics and nothing else,
 * so that it does not repeat what an error in the state of the ledger application made wrong. Thread-safe.
 */
public final class Reconciler {

    /** Gateways stamp windows, brokers records: by so much a gateway's clock may be ahead. */
    private static final Duration CLOCKS_OFF = Duration.ofHours(1);

    private final TopicSource hits;
    private final TopicSource ledger;
    private final ReconcileSettings settings;
    private final WallClock clock;

    public Reconciler(TopicSource hits, TopicSource ledger, ReconcileSettings settings, WallClock clock) {
        this.hits = requireNonNull(hits, "hits");
        this.ledger = requireNonNull(ledger, "ledger");
        this.settings = requireNonNull(settings, "settings");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Returns what was found in the accounting windows that lie in a period. Takes the settle time longer where anything
     * differs at first.
     *
     * @throws io.tollgate.streams.reading.TopicUnavailableException if Kafka does not answer in time, or something
     *     cannot be read
     * @throws ReconciliationException if hits of the period are gone, or the topics are not of one installation
     * @throws InterruptedException if the thread is told to end while it waits
     */
    public Reconciliation reconcile(Period period) throws InterruptedException {
        try (ReconcileTopics topics = new ReconcileTopics(hits, ledger)) {
            Instant first = period.from().minus(CLOCKS_OFF);
            List<TopicReader.Span> hitSpans = topics.hitsSince(first);
            Instant now = clock.instant();
            List<TopicReader.Span> rowSpans = topics.rowsSince(LedgerRecords.writtenSince(period.from()));
            checkPartitions(hitSpans.size(), rowSpans.size());
            if (first.isBefore(now.minus(Topics.HITS_RETENTION))) {
                hitSpans.forEach(span -> checkNothingIsGone(topics, span, period));
            }
            PartitionReconciliation partitions =
                    new PartitionReconciliation(topics, period, settings, clock, now.plus(settings.settle()));
            Findings findings = new Findings();
            for (int i = 0; i < hitSpans.size(); i++) {
                findings.addAll(partitions.reconcile(hitSpans.get(i), rowSpans.get(i)));
            }
            return findings.toReconciliation();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written", e);
        }
    }

    private void checkPartitions(int ofHits, int ofLedger) {
        if (ofHits != ofLedger) {
            throw new ReconciliationException(hits.topic() + " has " + ofHits + " partitions, " + ledger.topic() + " "
                    + ofLedger + " (expected: as many, since a row is in the partition of its hits)");
        }
    }

    private void checkNothingIsGone(ReconcileTopics topics, TopicReader.Span span, Period period) {
        if (topics.lacksHitsBefore(span)) {
            throw new ReconciliationException("hits of the time from " + period.from() + " are gone: partition "
                    + span.partition().partition() + " of " + hits.topic() + " begins at offset " + span.start()
                    + ", and the topic keeps records for " + Topics.HITS_RETENTION.toDays()
                    + " days only; begin later, the ledger itself is kept");
        }
    }
}
