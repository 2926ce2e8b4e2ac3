package io.tollgate.gateway.hits;

import io.tollgate.accounting.Incarnation;
import io.tollgate.event.HitEvent;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.HitEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each partition how far this gateway reported, so that windows close when all have said so. Used by the
 * reporter's thread.
 */
final class WatermarkPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(WatermarkPublisher.class);
    private static final long LEAVE_TIMEOUT_MS = 3_000;

    private static final HitLog.SendCallback IGNORED = new HitLog.SendCallback() {
        @Override
        public void acknowledged(int partition, long offset) {
            // the next watermark says more
        }

        @Override
        public void failed(Exception cause) {
            // the next watermark says the same
        }
    };

    private final HitLog log;
    private final String label;
    private final long intervalNanos;
    private final Supplier<IncarnationStatus> incarnations;
    private final LongSupplier clock;
    private long nextNanos;

    /**
     * @param incarnations asked for only when the log holds all totals of earlier incarnations
     * @param clock milliseconds since the Unix epoch
     * @param firstNanos when the first watermarks are due
     */
    WatermarkPublisher(
            HitLog log,
            HitReporter.Settings settings,
            Supplier<IncarnationStatus> incarnations,
            LongSupplier clock,
            long firstNanos) {
        this.log = log;
        this.label = settings.label();
        this.intervalNanos = settings.watermarkInterval().toNanos();
        this.incarnations = incarnations;
        this.clock = clock;
        this.nextNanos = firstNanos;
    }

    /** @param reportedUpToMillis gives {@link Long#MIN_VALUE} where nothing can be said yet */
    void sendIfDue(long nanos, LongSupplier reportedUpToMillis) {
        if (nanos < nextNanos) {
            return;
        }
        long upTo = reportedUpToMillis.getAsLong();
        if (upTo == Long.MIN_VALUE) {
            nextNanos = nanos + Duration.ofMillis(100).toNanos();
            return;
        }
        int partitions = log.partitions();
        nextNanos = nanos + (partitions == 0 ? Duration.ofSeconds(1).toNanos() : intervalNanos);
        send(partitions, watermarks(upTo, false), IGNORED);
    }

    /** That of the present incarnation comes last: it is the one that is live. */
    private List<HitEvent> watermarks(long reportedUpToMillis, boolean leaving) {
        IncarnationStatus named = incarnations.get();
        List<Incarnation> senders = new ArrayList<>(named.renewed());
        senders.add(named.present());
        long nowMillis = clock.getAsLong();
        return senders.stream()
                .map(sender -> HitEvents.watermark(
                        sender, label, reportedUpToMillis, named.covered(), leaving, named.resent(), nowMillis))
                .toList();
    }

    private void send(int partitions, List<HitEvent> watermarks, HitLog.SendCallback outcome) {
        for (int partition = 0; partition < partitions; partition++) {
            for (HitEvent watermark : watermarks) {
                log.sendTo(partition, ControlKey.watermark(), watermark, outcome);
            }
        }
    }

    /** Says in each partition that nothing of this sender is outstanding, and waits until it is there. */
    void leave() {
        int partitions = log.partitions();
        List<HitEvent> watermarks = watermarks(clock.getAsLong(), true);
        CountDownLatch arrived = new CountDownLatch(partitions * watermarks.size());
        HitLog.SendCallback outcome = new HitLog.SendCallback() {
            @Override
            public void acknowledged(int partition, long offset) {
                arrived.countDown();
            }

            @Override
            public void failed(Exception cause) {
                LOG.warn("The last watermark of this gateway was not taken: {}", cause.getMessage());
                arrived.countDown();
            }
        };
        send(partitions, watermarks, outcome);
        try {
            if (!arrived.await(LEAVE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("The last watermark of this gateway is not in all partitions");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
