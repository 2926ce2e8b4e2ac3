package io.tollgate.gateway;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.tollgate.gateway.metrics.MetricSinks;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The pages of the debug port. */
final class OperatorPages {

    private static final int MOST_STATS = 10_000;

    private static final Map<String, String> HELP = Map.of(
            "/", "this page",
            "/metrics", "metrics for Prometheus",
            "/rlconfig", "the limits in force",
            "/stats", "the process and its counters",
            "/status", "how it goes");

    private OperatorPages() {}

    /** Returns all pages. */
    static HttpRoutes of(LimitsLog limits, MetricSinks sinks, Supplier<String> status) {
        return HttpRoutes.builder()
                .any("/", HttpRoutes.UNUSED_BODY, page(OperatorPages::index))
                .any("/metrics", HttpRoutes.UNUSED_BODY, metrics(sinks))
                .any("/rlconfig", HttpRoutes.UNUSED_BODY, page(limits::rlconfig))
                .any("/stats", HttpRoutes.UNUSED_BODY, page(() -> stats(sinks.registry())))
                .any("/status", HttpRoutes.UNUSED_BODY, page(status))
                .build();
    }

    /** Returns the page that Prometheus scrapes, alone. */
    static HttpRoutes metrics(MetricSinks sinks, String path) {
        return HttpRoutes.builder()
                .any(path, HttpRoutes.UNUSED_BODY, metrics(sinks))
                .build();
    }

    private static HttpEndpoint metrics(MetricSinks sinks) {
        return HttpEndpoint.of(
                request -> HttpAnswer.of(HttpStatus.OK, MetricSinks.SCRAPE_CONTENT_TYPE, sinks.scrape()));
    }

    private static HttpEndpoint page(Supplier<String> text) {
        return HttpEndpoint.of(request -> HttpAnswer.ok(text.get()));
    }

    private static String index() {
        return new TreeMap<>(HELP)
                .entrySet().stream()
                        .map(page -> page.getKey() + ": " + page.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    private static String stats(MeterRegistry registry) {
        TreeSet<String> lines = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            if (lines.size() == MOST_STATS) {
                return process() + String.join("\n", lines) + "\n# and more; see /metrics for all\n";
            }
            lines.add(name(meter.getId()) + ": " + values(meter));
        }
        return process() + String.join("\n", lines) + "\n";
    }

    private static String process() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return "process: pid " + runtime.getPid() + ", up for " + runtime.getUptime() / 1000 + " s, Java "
                + runtime.getSpecVersion() + ", heap " + (heap.getUsed() >> 20) + " of " + (heap.getMax() >> 20)
                + " MiB\n";
    }

    private static String name(Meter.Id id) {
        String tags = id.getTags().stream().map(OperatorPages::tag).collect(Collectors.joining(","));
        return tags.isEmpty() ? id.getName() : id.getName() + "{" + tags + "}";
    }

    private static String tag(Tag tag) {
        return tag.getKey() + "=" + tag.getValue();
    }

    /** A meter of one value is that value; of others, such as timers, each is named. */
    private static String values(Meter meter) {
        Map<String, Double> values = StreamSupport.stream(meter.measure().spliterator(), false)
                .collect(Collectors.toMap(
                        one -> one.getStatistic().getTagValueRepresentation(),
                        one -> one.getValue(),
                        Double::sum,
                        TreeMap::new));
        return values.size() == 1
                ? number(values.values().iterator().next())
                : values.entrySet().stream()
                        .map(one -> one.getKey() + " " + number(one.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
