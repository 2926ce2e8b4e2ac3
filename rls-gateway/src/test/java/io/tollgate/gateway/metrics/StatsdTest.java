package io.tollgate.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.gateway.metrics.MetricSinks.DogStatsd;
import io.tollgate.gateway.metrics.MetricSinks.Sink;
import io.tollgate.gateway.metrics.MetricSinks.Statsd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class StatsdTest {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final String HITS = "ratelimit.service.rate_limit.shop.k.total_hits";

    @Test
    void sendsWhatCountersGrewByAndNothingForThoseThatDidNot() {
        StatRegistry registry = new StatRegistry();
        FakeConnection connection = new FakeConnection();
        StatsdReport report = new StatsdReport(registry, StatsdLines.plain(Map.of()), connection);
        GrowingCounter hits = new GrowingCounter(registry, HITS, "");

        hits.add(3);
        connection.sent(report);
        hits.add(2);

        assertThat(connection.sent(report)).containsExactly(HITS + ":2|c");
        assertThat(connection.sent(report)).isEmpty();
    }

    @Test
    void sendsLaterWhatCouldNotBeSent() {
        StatRegistry registry = new StatRegistry();
        FakeConnection connection = new FakeConnection();
        StatsdReport report = new StatsdReport(registry, StatsdLines.plain(Map.of()), connection);
        GrowingCounter hits = new GrowingCounter(registry, HITS, "");
        hits.add(3);
        connection.broken = true;

        assertThatThrownBy(report::send).isInstanceOf(IOException.class);
        hits.add(2);
        connection.broken = false;
        connection.absent = true;
        assertThatThrownBy(report::send).isInstanceOf(IOException.class);
        connection.absent = false;

        assertThat(connection.sent(report)).containsExactly(HITS + ":5|c");
    }

    @Test
    void sendsTimesByBucketWithTheNumberOfCallsThatEachStandsFor() {
        StatRegistry registry = new StatRegistry();
        FakeConnection connection = new FakeConnection();
        StatsdReport report = new StatsdReport(registry, StatsdLines.plain(Map.of()), connection);
        String name = "ratelimit_server.ShouldRateLimit.response_time";
        registry.timer(name).record(Duration.ofNanos(20_000));
        registry.timer(name).record(Duration.ofNanos(21_000));
        registry.timer(name).record(Duration.ofNanos(22_000));
        registry.timer(name).record(Duration.ofMillis(7));

        assertThat(connection.sent(report)).containsExactly(name + ":0.021|ms|@0.333333333333", name + ":7|ms");

        registry.timer(name).record(Duration.ofSeconds(20));

        assertThat(connection.sent(report)).containsExactly(name + ":20000|ms");
    }

    @Test
    void sendsGaugesButNoneThatIsNegativeOrNoNumber() {
        StatRegistry registry = new StatRegistry();
        FakeConnection connection = new FakeConnection();
        Gauge.builder("tollgate.a", () -> 12_345_678_901.5).register(registry);
        Gauge.builder("tollgate.b", () -> -1).register(registry);
        Gauge.builder("tollgate.c", () -> Double.NaN).register(registry);

        assertThat(connection.sent(new StatsdReport(registry, StatsdLines.plain(Map.of()), connection)))
                .containsExactly("tollgate.a:12345678901.5|g");
    }

    @Test
    void putsWholeLinesIntoPackets() {
        StatRegistry registry = new StatRegistry();
        FakeConnection connection = new FakeConnection();
        for (int i = 0; i < 10; i++) {
            new GrowingCounter(registry, "ratelimit.service.", "stat" + i).add(1);
        }

        List<String> sent = connection.sent(new StatsdReport(registry, StatsdLines.plain(Map.of()), connection));

        assertThat(sent).hasSize(10);
        assertThat(connection.packets)
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        packet -> assertThat(packet).endsWith("\n").hasSizeLessThanOrEqualTo(connection.packetBytes()));
    }

    @Test
    void endsNamesWithExtraTags() {
        assertThat(StatsdLines.plain(Map.of("zone", "a.b", "env", "test")).line("x.y", "1|c"))
                .isEqualTo("x.y.__env=test.__zone=a_b:1|c\n");
    }

    @Test
    void reachesAServerOverTcp() {
        try (StatsdServer server = new StatsdServer();
                MetricSinks sinks = open(new Statsd("localhost", server.port()))) {
            hits(sinks.registry()).add(3);

            await().untilAsserted(() -> assertThat(server.taken()).contains(HITS + ":3|c"));
        }
    }

    @Test
    void connectsAnewWhenTheServerEndsTheConnection() {
        try (StatsdServer server = new StatsdServer();
                MetricSinks sinks = open(new Statsd("localhost", server.port()))) {
            GrowingCounter hits = hits(sinks.registry());
            hits.add(1);
            await().untilAsserted(() -> assertThat(server.taken()).contains(HITS + ":1|c"));

            int before = server.taken().size();
            server.endConnections();

            await().untilAsserted(() -> {
                hits.add(1);
                assertThat(server.taken()).hasSizeGreaterThan(before);
            });
        }
    }

    @Test
    void sendsTheLastHitsWhenItCloses() {
        try (StatsdServer server = new StatsdServer()) {
            MetricSinks sinks = open(new Statsd("localhost", server.port()), Duration.ofHours(1));
            hits(sinks.registry()).add(4);

            sinks.close();

            await().untilAsserted(() -> assertThat(server.taken()).contains(HITS + ":4|c"));
        }
    }

    @Test
    void closesThoughNobodyListens() {
        StatsdServer gone = new StatsdServer();
        gone.close();
        MetricSinks sinks = open(new Statsd("localhost", gone.port()));
        hits(sinks.registry()).add(1);

        sinks.close();

        assertThat(sinks.registry().isClosed()).isTrue();
    }

    @Test
    void reachesADogStatsdServerOverUdp() {
        Mogrifier mogrifier = new Mogrifier(
                Pattern.compile("^ratelimit\\.service\\.rate_limit\\.(.*)\\.(.*)\\.(.*)$"),
                "hits.$3",
                Map.of("domain", "$1"));
        try (StatsdServer server = new StatsdServer();
                MetricSinks sinks = open(new DogStatsd("localhost", server.udpPort(), List.of(mogrifier)))) {
            hits(sinks.registry()).add(3);

            await().untilAsserted(
                            () -> assertThat(server.taken()).contains("hits.total_hits:3|c|#env:test,domain:shop"));
        }
    }

    private static MetricSinks open(Sink sink) {
        return open(sink, SOON);
    }

    private static MetricSinks open(Sink sink, Duration interval) {
        Map<String, String> tags = sink instanceof DogStatsd ? Map.of("env", "test") : Map.of();
        return MetricSinks.open(new MetricSinks.Settings(sink, tags, interval, false));
    }

    private static GrowingCounter hits(MeterRegistry registry) {
        return new GrowingCounter(registry, HITS, "");
    }

    /** Takes small packets, or none. */
    private static final class FakeConnection implements StatsdConnection {
        private final List<String> packets = new ArrayList<>();
        private boolean absent;
        private boolean broken;

        /** Lets a report be sent and returns the lines of it. */
        private List<String> sent(StatsdReport report) {
            packets.clear();
            try {
                report.send();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return packets.stream()
                    .flatMap(packet -> Arrays.stream(packet.split("\n")))
                    .toList();
        }

        @Override
        public void open() throws IOException {
            if (absent) {
                throw new IOException("absent");
            }
        }

        @Override
        public void send(byte[] lines) throws IOException {
            if (broken) {
                throw new IOException("broken");
            }
            packets.add(new String(lines, UTF_8));
        }

        @Override
        public int packetBytes() {
            return 100;
        }

        @Override
        public void close() {}
    }
}
