package io.tollgate.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * The registry of all meters. Ours go to Prometheus as Micrometer has it; those with the reference's names are only kept,
 * for {@link ReferenceMetrics} and for statsd, since Micrometer would give their names an ending.
 */
final class StatRegistry extends PrometheusMeterRegistry {

    StatRegistry() {
        super(PrometheusConfig.DEFAULT);
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T object, ToDoubleFunction<T> count) {
        return StatNames.isReference(id.getName())
                ? new CumulativeFunctionCounter<>(id, object, count)
                : super.newFunctionCounter(id, object, count);
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
        return StatNames.isReference(id.getName())
                ? new BucketTimer(id, this.clock)
                : super.newTimer(id, config, pauses);
    }
}
