package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.gateway.limits.yaml.Printable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrintableTest {

    @Test
    void writesWhatCannotBeSeenAsItsEscape() {
        assertThat(Printable.of("a\nb\r\tc\u001b[2J\u0000\u0085\u2028\u202e\u200b\u007f"))
                .isEqualTo("a\\nb\\r\\tc\\u001b[2J\\u0000\\u0085\\u2028\\u202e\\u200b\\u007f");
        assertThat(Printable.of("\ud800 is half a character")).isEqualTo("\ud800 is half a character");
    }

    @Test
    void leavesOtherTextAsItIs() {
        String text = "domain 'größe' \\ 東京 😀 \u00a0~";

        assertThat(Printable.of(text)).isSameAs(text);
    }

    @Test
    void keepsControlCharactersOfDomainsOutOfWhatIsShown() {
        LimitTable table = LimitTable.parse(
                "f\u001b[31m.yaml",
                "domain: \"a\\nb: unit=DAY\\e[2J\"\nunit: day\ndescriptors: [{key: \"k\\r\", rate_limit: {unit: day}}]\n",
                LimitFileOptions.defaults());

        assertThat(table.describe())
                .containsExactly("a\\nb: unit=DAY\\u001b[2J.k\\r: unit=DAY requests_per_unit=0, shadow_mode: false,"
                        + " quota_mode: false");
        assertThat(table.warnings()).singleElement().asString().startsWith("f\\u001b[31m.yaml:2: unit: ");
        assertThatThrownBy(
                        () -> LimitTable.parse("f\n.yaml", "domain: d\n\"\\ekey\": 1\n", LimitFileOptions.defaults()))
                .hasMessageStartingWith("f\\n.yaml:2: \\u001bkey: config error, unknown key '\\u001bkey'");
    }

    @Test
    void keepsControlCharactersOfResourcesOutOfRejections() {
        assertThatThrownBy(() -> LimitTable.of(
                        List.of(LimitFile.ofTree("made\u0007", Map.of("domain", ""))), LimitFileOptions.defaults()))
                .hasMessage("made\\u0007: domain: config file cannot have empty domain");
    }
}
