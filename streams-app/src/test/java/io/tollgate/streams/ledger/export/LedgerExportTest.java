package io.tollgate.streams.ledger.export;

import static io.tollgate.streams.ledger.export.TestRow.hour;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.streams.reading.TopicUnavailableException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LedgerExportTest {

    private final FakeLedger ledger = new FakeLedger(3);

    @Test
    void writesOnePartitionAfterTheOtherInTheOrderOfTheirOffsets() throws IOException {
        ledger.add(1, TestRow.of("c", 0, 3)).add(0, TestRow.of("a", 1, 1)).add(0, TestRow.of("b", 0, 2));

        assertThat(positions(csv(hour(0), hour(2), null))).containsExactly("0-0", "0-1", "1-0");
    }

    @Test
    void takesWindowsThatLieWhollyBetweenTheBounds() throws IOException {
        ledger.add(0, TestRow.of("a", 0, 1))
                .add(0, TestRow.of("a", 1, 1))
                .add(0, TestRow.of("a", 2, 1))
                .add(0, TestRow.of("a", 3, 1))
                .add(
                        0,
                        TestRow.of(
                                TestRow.descriptor("api", "tenant", "a"), TestRow.hours(0, 24), 1, TestRow.totals(4)));

        assertThat(positions(csv(hour(1), hour(3), null))).containsExactly("0-1", "0-2");
        assertThat(positions(csv(hour(1).plusMillis(1), hour(3), null))).containsExactly("0-2");
        assertThat(positions(csv(hour(1), hour(3).minusMillis(1), null))).containsExactly("0-1");
        assertThat(positions(csv(hour(0), hour(24), null))).hasSize(5);
    }

    @Test
    void knowsTheLastClosedWindowWhetherItIsAskedForOrNot() throws IOException {
        ledger.add(1, TestRow.of("a", 5, 1)).add(0, TestRow.of("b", 3, 1));
        ledger.add(0, TestRow.of(TestRow.descriptor("api", "tenant", "a"), TestRow.hours(0, 24), 1, TestRow.totals(4)));

        try (LedgerExport export =
                LedgerExport.open(ledger.source(), request(hour(0), hour(2), null, ExportFormat.CSV))) {
            assertThat(export.lastClosed()).isEmpty();
            export.writeTo(new StringWriter());
            assertThat(export.lastClosed()).contains(hour(6));
        }
    }

    @Test
    void saysThatRecordsAreGoneInWordsOfItsOwn() {
        ledger.add(0, TestRow.of("a", 5, 1));
        ledger.onPoll = () -> {
            throw new OffsetOutOfRangeException(Map.of(new TopicPartition("tollgate.ledger", 0), 0L));
        };

        assertThatThrownBy(() -> csv(hour(0), hour(9), null))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessage("cannot read partition 0 of tollgate.ledger in Kafka at kafka-1:9092: records were deleted"
                        + " before they were read, since they are older than the topic is kept (begin with a later"
                        + " time)");
    }

    @Test
    void doesNotReadWhatWasWrittenMoreThanADayBeforeTheFirstWindow() throws IOException {
        ledger.add(0, TestRow.of("a", 0, 1)).add(0, TestRow.of("a", 40, 1)).add(0, TestRow.of("a", 50, 1));
        ledger.add(1, TestRow.of("b", 0, 1));

        assertThat(positions(csv(hour(50), hour(60), null))).containsExactly("0-2");
        assertThat(ledger.read).containsExactly("0-1", "0-2");
    }

    @Test
    void findsARowThatABrokerWhoseClockIsLateStampedBeforeItsWindow() throws IOException {
        ledger.add(0, TestRow.of("a", 30, 1), hour(10));

        assertThat(positions(csv(hour(30), hour(31), null))).containsExactly("0-0");
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void goesOnBehindAnyRowSuchThatThePartsMakeTheWhole(ExportFormat format) throws IOException {
        fill();
        String whole = export(request(hour(0), hour(9), null, format));
        List<String> positions = positions(csv(hour(0), hour(9), null));

        for (String position : positions) {
            String rest = export(request(hour(0), hour(9), RowPosition.parse(position), format));

            assertThat(whole).endsWith(rest);
            assertThat(rest.lines()).hasSize(positions.size() - positions.indexOf(position) - 1);
        }
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void hasTheSameBytesAgainForWhatWasExportedBeforeLaterRowsCame(ExportFormat format) throws IOException {
        fill();
        List<String> before =
                export(request(hour(0), hour(9), null, format)).lines().toList();

        ledger.add(0, TestRow.of("late", 1, 7)).add(2, TestRow.of("a", 0, 1).revised(2, 5));
        List<String> after =
                export(request(hour(0), hour(9), null, format)).lines().toList();

        assertThat(after).hasSize(before.size() + 2).containsSubsequence(before);
    }

    @Test
    void leavesOutWhatWasWrittenAfterItWasOpened() throws IOException {
        ledger.add(0, TestRow.of("a", 0, 1));
        StringWriter out = new StringWriter();

        try (LedgerExport export = LedgerExport.open(ledger.source(), request(hour(0), hour(9), null))) {
            ledger.add(0, TestRow.of("b", 0, 1)).add(1, TestRow.of("c", 0, 1));

            assertThat(export.writeTo(out)).isEqualTo(1);
        }

        assertThat(positions(out.toString())).containsExactly("0-0");
    }

    @Test
    void readsPastTheMarkersOfTransactions() throws IOException {
        ledger.addMarker(0, hour(1)).addMarker(0, hour(1)).addMarker(0, hour(1));
        ledger.add(0, TestRow.of("a", 0, 1))
                .addMarker(0, hour(1))
                .addMarker(0, hour(1))
                .addMarker(0, hour(1));
        ledger.addMarker(1, hour(1));

        assertThat(positions(csv(hour(0), hour(9), null))).containsExactly("0-3");
    }

    @Test
    void anEmptyLedgerIsAHeader() throws IOException {
        assertThat(csv(hour(0), hour(9), null)).startsWith("position,").hasLineCount(1);
        assertThat(export(request(hour(0), hour(9), null, ExportFormat.JSONL))).isEmpty();
    }

    @Test
    void rejectsToGoOnBehindARowThatCannotBe() {
        ledger.add(0, TestRow.of("a", 0, 1));

        assertThatThrownBy(() -> csv(hour(0), hour(9), new RowPosition(3, 0)))
                .isInstanceOf(ExportRequestException.class)
                .hasMessageContaining("after: 3-0, but tollgate.ledger has 3 partitions");
        assertThatThrownBy(() -> csv(hour(0), hour(9), new RowPosition(0, 1)))
                .isInstanceOf(ExportRequestException.class)
                .hasMessageContaining("after: 0-1, but partition 0 of tollgate.ledger ends before offset 1");
    }

    @Test
    void saysThatThereIsNoLedger() {
        TopicSource none = new FakeLedger(0).source();

        assertThatThrownBy(() -> LedgerExport.open(none, request(hour(0), hour(9), null)))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessageContaining("Kafka at kafka-1:9092 has no topic tollgate.ledger; the streams app creates it");
    }

    @Test
    void givesUpABrokerThatSendsNothing() {
        ledger.add(0, TestRow.of("a", 0, 1));
        ledger.silent = true;

        assertThatThrownBy(() -> csv(hour(0), hour(9), null))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessage("cannot read partition 0 of tollgate.ledger from offset 0: no answer from Kafka at"
                        + " kafka-1:9092 within 1.5 s; start it, or set bootstrap.servers");
    }

    @Test
    void givesUpABrokerThatDoesNotSayWhereItIs() {
        ledger.add(0, TestRow.of("a", 0, 1));
        ledger.onPoll = () -> {
            throw new TimeoutException("no");
        };

        assertThatThrownBy(() -> csv(hour(0), hour(9), null))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessageContaining(
                        "cannot read partition 0 of tollgate.ledger: no answer from Kafka at kafka-1:9092");
    }

    @Test
    void saysWhyKafkaRejects() {
        ledger.add(0, TestRow.of("a", 0, 1));
        ledger.onPoll = () -> {
            throw new KafkaException("not authorized");
        };

        assertThatThrownBy(() -> csv(hour(0), hour(9), null))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessage("cannot read partition 0 of tollgate.ledger in Kafka at kafka-1:9092: not authorized");
    }

    @Test
    void endsAtARowThatItCannotRead() {
        byte[] key = TestRow.of("a", 0, 1).key().bytes();
        ledger.addRaw(1, key, new byte[] {1, 2, 3}, hour(1));

        assertThatThrownBy(() -> csv(hour(0), hour(9), null))
                .isInstanceOf(TopicUnavailableException.class)
                .hasMessageContaining(
                        "row 1-0 of tollgate.ledger in Kafka at kafka-1:9092 cannot be read: not an event");
    }

    @Test
    void doesNotMindRecordsThatHoldNoRowNorUnreadableOnesOutsideTheBounds() throws IOException {
        ledger.addRaw(0, TestRow.of("a", 0, 1).key().bytes(), null, hour(1));
        ledger.addRaw(0, TestRow.of("a", 9, 1).key().bytes(), new byte[] {1}, hour(10));

        assertThat(positions(csv(hour(0), hour(9), null))).isEmpty();
    }

    @Test
    void closesItsConsumerAlsoWhenItCannotBegin() {
        FakeLedger none = new FakeLedger(0);

        assertThatThrownBy(() -> LedgerExport.open(none.source(), request(hour(0), hour(9), null)))
                .isInstanceOf(TopicUnavailableException.class);
        assertThat(none.closed.getCount()).isZero();
    }

    private void fill() {
        for (int partition = 0; partition < 3; partition++) {
            ledger.add(partition, TestRow.of("a", 0, 1)).add(partition, TestRow.of("b\"\n,", 1, 2));
            ledger.addMarker(partition, hour(2)).add(partition, TestRow.of("c", 20, 3));
            ledger.add(partition, TestRow.of("d", 3, 4)).addMarker(partition, hour(4));
        }
    }

    private static ExportRequest request(Instant from, Instant to, @Nullable RowPosition after) {
        return request(from, to, after, ExportFormat.CSV);
    }

    private static ExportRequest request(Instant from, Instant to, @Nullable RowPosition after, ExportFormat format) {
        return new ExportRequest(new Period(from, to), format, after);
    }

    private String csv(Instant from, Instant to, @Nullable RowPosition after) throws IOException {
        return export(request(from, to, after));
    }

    private String export(ExportRequest request) throws IOException {
        StringWriter out = new StringWriter();
        try (LedgerExport export = LedgerExport.open(ledger.source(), request)) {
            export.writeTo(out);
        }
        return out.toString();
    }

    private static List<String> positions(String csv) {
        return csv.lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }
}
