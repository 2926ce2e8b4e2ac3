package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.model.DescriptorEntry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitFileOfTreeTest {

    private static final Map<String, Object> DAILY = Map.of("unit", "DAY", "requests_per_unit", 4294967295L);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "y",
                "No",
                "08",
                "0o7",
                "1e3",
                "1:30",
                "2026-01-01",
                "null",
                "~",
                "<<",
                ".inf",
                "1_000",
                "",
                "a: b #c",
                "'",
                "\"\\",
                "- x",
                "line\nbreak",
                "\t\u0007\u007F\u0085\u2028\uFEFF",
                "ü€😀",
                "%",
                "@",
                "x\u0000y"
            })
    void keepsTextThatLooksLikeSomethingElse(String text) {
        Map<String, Object> descriptor =
                Map.of("key", "k" + text, "value", text, "rate_limit", DAILY, "metadata", Map.of(text, text));

        LimitTable table = load(tree("d", descriptor));

        assertThat(table.match("d", List.of(new DescriptorEntry("k" + text, text))))
                .isNotNull()
                .extracting(LimitRule::metadata)
                .isEqualTo(Map.of(text, text));
    }

    @Test
    void keepsTheTypesOfMetadata() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("numbers", List.of(1.0, -0.5, 1e300, Double.NaN, Double.NEGATIVE_INFINITY));
        metadata.put("rest", Arrays.asList(true, null, "true", Map.of()));

        LimitTable table = load(tree("d", Map.of("key", "k", "value", "", "rate_limit", DAILY, "metadata", metadata)));

        assertThat(table.rules())
                .singleElement()
                .extracting(LimitRule::metadata)
                .isEqualTo(metadata);
    }

    @Test
    void namesNoLinesInMessages() {
        LimitFile first = tree("d", Map.of("key", "k"));
        LimitFile second = LimitFile.ofTree("second", Map.of("domain", "d"));

        assertThatThrownBy(() -> load(tree("d", Map.of("key", "k"), Map.of("key", "k"))))
                .hasMessage("first: descriptors[1]: duplicate descriptor composite key 'd.k' (first in first)");
        assertThatThrownBy(() -> load(first, second))
                .hasMessage("second: domain: duplicate domain 'd' in config file (first in first;"
                        + " merging of domains is off)");
    }

    @Test
    void namesNoLineWhereTextThatAProgramMadeIsMalformed() {
        assertThatThrownBy(() -> load(new LimitFile("made", "{<<: 5, domain: d}", false)))
                .hasMessage(
                        "made: <<: error loading config file: map merge requires map or sequence of maps as the value");
        assertThatThrownBy(() -> load(new LimitFile("made", "{domain", false)))
                .hasMessageStartingWith("made: error loading config file: ");
    }

    @Test
    void saysWhichResourceARuleIsFrom() {
        LimitTable table = load(tree("d", Map.of("key", "k", "rate_limit", Map.of("unit", "MONTH"))));

        assertThat(table.rules()).extracting(LimitRule::position).containsExactly("first");
        assertThat(table.warnings())
                .singleElement()
                .asString()
                .startsWith("first: descriptors[0].rate_limit.unit: months have 30 days");
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static LimitFile tree(String domain, Map<String, Object>... descriptors) {
        return LimitFile.ofTree("first", Map.of("domain", domain, "descriptors", Arrays.asList(descriptors)));
    }

    private static LimitTable load(LimitFile... files) {
        return LimitTable.of(List.of(files), LimitFileOptions.defaults());
    }
}
