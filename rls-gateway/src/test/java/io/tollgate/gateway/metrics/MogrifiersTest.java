package io.tollgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MogrifiersTest {

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void putsGroupsIntoNameAndTags() {
        set("DOMAIN", "PATTERN", "^ratelimit\\.service\\.rate_limit\\.(.*)\\.(.*)\\.(.*)$");
        set("DOMAIN", "NAME", "ratelimit.service.rate_limit.$3");
        set("DOMAIN", "TAGS", "domain:$1,descriptor:$2");

        assertThat(line("ratelimit.service.rate_limit.shop.k_v.total_hits", "DOMAIN"))
                .isEqualTo("ratelimit.service.rate_limit.total_hits:1|c|#extra:x,domain:shop,descriptor:k_v\n");
    }

    @Test
    void appliesTheFirstThatMatches() {
        set("B", "PATTERN", "hits");
        set("B", "NAME", "second");
        set("A", "PATTERN", "total");
        set("A", "NAME", "first");

        assertThat(line("total_hits", "A", "B")).isEqualTo("first:1|c|#extra:x\n");
        assertThat(line("total_hits", "B", "A")).isEqualTo("second:1|c|#extra:x\n");
        assertThat(line("other", "A", "B")).isEqualTo("other:1|c|#extra:x\n");
    }

    @Test
    void leavesAReferenceToAGroupThatIsNotThere() {
        set("A", "PATTERN", "(?P<all>a)|(b)");
        set("A", "NAME", "$0-$1-$2-$3-$99999999999");

        assertThat(line("a", "A")).isEqualTo("a-a--$3-$99999999999:1|c|#extra:x\n");
    }

    @Test
    void saysEverythingThatIsMissingOrWrong() {
        set("B", "PATTERN", "(");
        set("B", "NAME", "n");
        set("B", "TAGS", "a:$1,b,:c,d:");

        assertThatThrownBy(() -> Mogrifiers.read(List.of("A", "B"), environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DOG_STATSD_MOGRIFIER_A_PATTERN is missing")
                .hasMessageContaining("DOG_STATSD_MOGRIFIER_A_NAME is missing")
                .hasMessageContaining("DOG_STATSD_MOGRIFIER_B_PATTERN: ( (expected: a regular expression)")
                .hasMessageContaining("DOG_STATSD_MOGRIFIER_B_TAGS: b (expected: key:value)")
                .hasMessageContaining("DOG_STATSD_MOGRIFIER_B_TAGS: :c (expected: key:value)")
                .hasMessageContaining("DOG_STATSD_MOGRIFIER_B_TAGS: d: (expected: key:value)");
    }

    private void set(String name, String field, String value) {
        environment.put("DOG_STATSD_MOGRIFIER_" + name + "_" + field, value);
    }

    private String line(String statistic, String... mogrifiers) {
        return StatsdLines.dog(Map.of("extra", "x"), Mogrifiers.read(List.of(mogrifiers), environment))
                .line(statistic, "1|c");
    }
}
