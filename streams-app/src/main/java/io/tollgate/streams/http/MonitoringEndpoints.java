package io.tollgate.streams.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpStatus;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** What monitoring asks for. */
public final class MonitoringEndpoints {

    /** Where health is asked for. */
    public static final String HEALTH = "/healthcheck";

    /** Where Prometheus asks. */
    public static final String METRICS = "/metrics";

    private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

    private MonitoringEndpoints() {}

    /** Returns what answers OK while the application processes, and its state otherwise. */
    public static HttpEndpoint health(Supplier<KafkaStreams.State> state) {
        return HttpEndpoint.of(request -> {
            KafkaStreams.State now = state.get();
            return now == KafkaStreams.State.RUNNING
                    ? HttpAnswer.ok("OK")
                    : HttpAnswer.text(HttpStatus.UNAVAILABLE, now.name());
        });
    }

    /** Returns what shows the meters to Prometheus. */
    public static HttpEndpoint metrics(PrometheusMeterRegistry registry) {
        return HttpEndpoint.of(request -> HttpAnswer.of(HttpStatus.OK, EXPOSITION, registry.scrape()));
    }
}
