package io.tollgate.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import io.tollgate.gateway.metrics.BucketTimer.Bucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows Prometheus the statistics under the reference's names and labels; where its mapping folds several into one, their
 * sum. Counters are of no type ({@code untyped}): the client library ends the names of those typed as counters in {@code
 * _total}, which existing dashboards do not expect. Read by the thread that scrapes.
 */
final class ReferenceMetrics implements MultiCollector {

    /** The default buckets of Prometheus, whatever the unit. */
    private static final double[] BOUNDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, Double.POSITIVE_INFINITY};

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final MeterRegistry registry;
    private final double nanosPerUnit;

    /** @param millis whether response times are in milliseconds, though their name says seconds, as the reference has it */
    ReferenceMetrics(MeterRegistry registry, boolean millis) {
        this.registry = registry;
        this.nanosPerUnit = millis ? NANOS_PER_MILLI : NANOS_PER_SECOND;
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, Map<Labels, Double>> counters = new HashMap<>();
        Map<String, List<HistogramDataPointSnapshot>> timers = new HashMap<>();
        registry.forEachMeter(meter -> {
            String dotted = meter.getId().getName();
            if (meter instanceof BucketTimer timer && timer.count() > 0) {
                ReferenceName name = ReferenceName.ofTimer(dotted);
                timers.computeIfAbsent(name.name(), any -> new ArrayList<>()).add(histogram(timer, name.labels()));
            } else if (meter instanceof FunctionCounter counter && StatNames.isReference(dotted)) {
                ReferenceName name = ReferenceName.ofCounter(dotted);
                counters.computeIfAbsent(name.name(), any -> new HashMap<>())
                        .merge(name.labels(), counter.count(), Double::sum);
            }
        });
        List<MetricSnapshot> snapshots = new ArrayList<>();
        counters.forEach((name, sums) -> snapshots.add(untyped(name, sums)));
        timers.forEach((name, points) ->
                snapshots.add(new HistogramSnapshot(new MetricMetadata(name, "Time to answer a call"), points)));
        return new MetricSnapshots(snapshots);
    }

    private static UnknownSnapshot untyped(String name, Map<Labels, Double> sums) {
        UnknownSnapshot.Builder snapshot =
                UnknownSnapshot.builder().name(name).help("Statistic of envoyproxy/ratelimit, a counter");
        sums.forEach((labels, sum) -> snapshot.dataPoint(
                UnknownDataPointSnapshot.builder().labels(labels).value(sum).build()));
        return snapshot.build();
    }

    private HistogramDataPointSnapshot histogram(BucketTimer timer, Labels labels) {
        long[] counts = new long[BOUNDS.length];
        double sum = 0;
        for (Bucket bucket : timer.buckets()) {
            counts[index(bucket.boundNanos())] += bucket.count();
            sum += bucket.sumNanos() / nanosPerUnit;
        }
        return HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
                .sum(sum)
                .labels(labels)
                .build();
    }

    private int index(long boundNanos) {
        int index = 0;
        while (boundNanos > Math.round(BOUNDS[index] * nanosPerUnit)) {
            index++;
        }
        return index;
    }
}
