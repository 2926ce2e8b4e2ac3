package io.tollgate.streams;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** What monitoring asks for. */
final class MonitoringEndpoints {

    static final String HEALTH = "/healthcheck";
    static final String METRICS = "/metrics";

    private MonitoringEndpoints() {}

    /** Returns what answers OK while the application processes, and its state otherwise. */
    static HttpHandler health(Supplier<KafkaStreams.State> state) {
        return exchange -> {
            KafkaStreams.State now = state.get();
            if (now == KafkaStreams.State.RUNNING) {
                HttpAnswer.text(exchange, HttpAnswer.OK, "OK");
            } else {
                HttpAnswer.text(exchange, HttpAnswer.UNAVAILABLE, now.name());
            }
        };
    }

    /** Returns what shows the meters to Prometheus. */
    static HttpHandler metrics(PrometheusMeterRegistry registry) {
        return exchange ->
                HttpAnswer.send(exchange, HttpAnswer.OK, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
    }
}
