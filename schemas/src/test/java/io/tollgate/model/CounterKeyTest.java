package io.tollgate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CounterKeyTest {

    private static final String[] TEXTS = {"", "a", "b_c", "a_b", "c", "files/*", "ключ", "\0", "x".repeat(300)};

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void isTheAvroEncodingOfTheEventAndNoTwoCountersShareIt(long seed) throws IOException {
        Random random = new Random(seed);
        Map<CounterKey, io.tollgate.event.CounterKey> seen = new HashMap<>();

        for (int i = 0; i < 5_000; i++) {
            io.tollgate.event.CounterKey event = randomKey(random);
            CounterKey key = encode(event);

            assertThat(key.bytes()).isEqualTo(avro(event));
            assertThat(seen.putIfAbsent(key, event)).isIn(null, event);
        }
    }

    @Test
    void keepsDifferentSplitsOfOneTextApart() {
        CounterKey first =
                CounterKey.descriptor("d", 1).entry("a", "b_c", false).build();
        CounterKey second =
                CounterKey.descriptor("d", 1).entry("a_b", "c", false).build();

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void areInTheOrderOfTheirBytesSoThatEqualOnesAreEqualThereToo() {
        CounterKey first = value("a\u007f");
        CounterKey second = value("aé");

        assertThat(first).isLessThan(second);
        assertThat(first).isEqualByComparingTo(value("a\u007f"));
    }

    @Test
    void ofManyCustomersFewShareAHash() {
        long hashes = IntStream.range(0, 100_000)
                .map(customer -> value("c" + customer).hashCode())
                .distinct()
                .count();

        assertThat(hashes).isGreaterThan(99_990);
    }

    private static CounterKey value(String value) {
        return CounterKey.descriptor("d", 1).entry("customer", value, false).build();
    }

    @Test
    void keepsAPatternApartFromTheSameTextAsAValue() {
        CounterKey shared =
                CounterKey.descriptor("d", 1).entry("path", "files/*", true).build();
        CounterKey literal =
                CounterKey.descriptor("d", 1).entry("path", "files/*", false).build();

        assertThat(shared).isNotEqualTo(literal);
    }

    @Test
    void rejectsAKeyThatIsTooLong() {
        CounterKey.Builder builder = CounterKey.descriptor("d", 1).entry("k", "v".repeat(CounterKey.MAX_BYTES), false);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096");
    }

    private static io.tollgate.event.CounterKey randomKey(Random random) {
        List<CounterEntry> entries = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            entries.add(new CounterEntry(text(random), text(random), random.nextBoolean()));
        }
        return new io.tollgate.event.CounterKey(new DescriptorCounter(text(random), entries));
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static CounterKey encode(io.tollgate.event.CounterKey event) {
        DescriptorCounter counter = (DescriptorCounter) event.getCounter();
        CounterKey.Builder builder =
                CounterKey.descriptor(counter.getDomain(), counter.getEntries().size());
        for (CounterEntry entry : counter.getEntries()) {
            builder.entry(entry.getKey(), entry.getValue(), entry.getPattern());
        }
        return builder.build();
    }

    private static byte[] avro(io.tollgate.event.CounterKey event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new SpecificDatumWriter<>(io.tollgate.event.CounterKey.class).write(event, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
