package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.NOW;
import static io.tollgate.streams.Events.admitted;
import static io.tollgate.streams.Events.counter;
import static io.tollgate.streams.Events.gateway;
import static io.tollgate.streams.Events.hits;
import static io.tollgate.streams.Events.in;
import static io.tollgate.streams.Events.mark;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Sender;
import io.tollgate.event.WindowHits;
import io.tollgate.model.Window;
import io.tollgate.streams.usage.UsageMeters;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UnknownSchemaException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DeadLetterTest {

    private static final byte[] COUNTER = counter("acme");

    @TempDir
    Path folder;

    private UsageDriver app;

    @BeforeEach
    void start() {
        app = new UsageDriver(folder);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static String header(TestRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void setsAsideBytesThatAreNoEventByteForByte() {
        app.send(COUNTER, hits(gateway(1, 1), 1, 100));
        app.sendBytes(COUNTER, "not an event".getBytes(UTF_8));

        assertThat(app.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(COUNTER);
            assertThat(letter.value()).asString(UTF_8).isEqualTo("not an event");
            assertThat(header(letter, "tollgate.error")).contains("not an event");
            assertThat(header(letter, "tollgate.topic")).isEqualTo("tollgate.hits");
            assertThat(header(letter, "tollgate.partition")).isEqualTo("0");
            assertThat(header(letter, "tollgate.offset")).isEqualTo("1");
        });
        assertThat(app.count(UsageMeters.DEAD_LETTERS)).isEqualTo(1);
    }

    @Test
    void accountsOffsetsOfRecordsThatWereSetAside() {
        app.sendBytes(null, null);
        app.advance(Duration.ofSeconds(1));

        assertThat(app.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isNull();
            assertThat(letter.value()).isNull();
        });
        assertThat(app.heartbeats())
                .singleElement()
                .satisfies(heartbeat -> assertThat(heartbeat.getNextOffset()).isEqualTo(1));
    }

    static Stream<Arguments> invalid() {
        WindowHits negative = in(HOUR, 1, 100L);
        negative.setTotals(admitted(-1));
        WindowHits backwards = in(HOUR, 1, 100L);
        backwards.setEnd(HOUR.startMillis());
        WindowHits[] many = LongStream.range(0, 65)
                .mapToObj(i -> in(new Window(NOW, NOW + 1_000 + i), 1, 100L))
                .toArray(WindowHits[]::new);
        HitEvent adjustment = new HitEvent(
                new Hits(new Sender(new AdjustmentSender("x".repeat(257))), NOW, NOW, List.of(in(HOUR, 1, 100L))));
        return Stream.of(
                argumentSet("no key", null, hits(gateway(1, 1), 1, 100), "without a counter's key"),
                argumentSet("long key", new byte[4097], hits(gateway(1, 1), 1, 100), "4097 bytes"),
                argumentSet("control key", ControlKey.heartbeat(), hits(gateway(1, 1), 1, 100), "control key"),
                argumentSet("no windows", COUNTER, hits(gateway(1, 1)), "windows: 0"),
                argumentSet("too many windows", COUNTER, hits(gateway(1, 1), many), "windows: 65"),
                argumentSet("negative total", COUNTER, hits(gateway(1, 1), negative), "negative"),
                argumentSet("end before start", COUNTER, hits(gateway(1, 1), backwards), "end not after start"),
                argumentSet(
                        "window twice", COUNTER, hits(gateway(1, 1), in(HOUR, 1, 100L), in(HOUR, 1, 100L)), "twice"),
                argumentSet("negative limit", COUNTER, hits(gateway(1, 1), 1, -1), "limit: -1"),
                argumentSet("long adjustment id", COUNTER, adjustment, "257 characters"),
                argumentSet("implausible total", COUNTER, hits(gateway(1, 1), (1L << 53) + 1, 100), "implausible"),
                argumentSet(
                        "foreign sender covered",
                        ControlKey.watermark(),
                        mark(gateway(1, 2), gateway(2, 1)),
                        "another gateway"),
                argumentSet(
                        "present sender covered",
                        ControlKey.watermark(),
                        mark(gateway(1, 2), gateway(1, 2)),
                        "counting"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void setsAsideWhatFailsValidation(byte[] key, HitEvent event, String reason) {
        app.send(key, event);

        assertThat(app.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(key);
            assertThat(letter.value()).isEqualTo(EventCodec.HITS.encode(event));
            assertThat(header(letter, "tollgate.error")).contains(reason);
        });
        assertThat(app.usage()).isEmpty();
        assertThat(app.rows()).isZero();
    }

    @Test
    void leavesTheRowAsItWasWhereATotalJumpsImplausibly() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.send(COUNTER, hits(gateway(1, 1), Long.MAX_VALUE, 100));
        app.send(COUNTER, hits(gateway(1, 1), 6, 100));
        app.advance(Duration.ofSeconds(1));

        assertThat(app.deadLetters()).hasSize(1);
        assertThat(app.usage()).extracting(record -> record.admitted(HOUR)).containsExactly(5L, 6L);
    }

    @Test
    void stopsAtARecordOfAnUnknownSchemaInsteadOfSettingItAside() {
        byte[] fromANewerRelease = EventCodec.HITS.encode(hits(gateway(1, 1), 1, 100));
        fromANewerRelease[3] ^= 0x55;

        assertThatThrownBy(() -> app.sendBytes(COUNTER, fromANewerRelease))
                .hasRootCauseInstanceOf(org.apache.avro.message.MissingSchemaException.class)
                .satisfies(
                        failure -> assertThat(failure).hasStackTraceContaining(UnknownSchemaException.class.getName()));
        assertThat(app.deadLetters()).isEmpty();
    }
}
