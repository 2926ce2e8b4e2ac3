package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import org.junit.jupiter.api.Test;

final class LimitFileBoundsTest {

    private static final String DAY = "rate_limit: {unit: day, requests_per_unit: 1}";

    @Test
    void rejectsNestingDeeperThanSixtyFourLevels() {
        String open = "descriptors: [{key: k, ";
        String deepest = "domain: d\n" + open.repeat(31) + DAY + "}]".repeat(31);
        String deeper = "domain: d\n" + open.repeat(32) + DAY + "}]".repeat(32);
        String muchDeeper = "domain: d\n" + open.repeat(1_000) + DAY + "}]".repeat(1_000);

        assertThatCode(() -> parse(deepest)).doesNotThrowAnyException();
        assertThatThrownBy(() -> parse(deeper))
                .hasMessage("f.yaml:2: descriptors[0].descriptors[0].descriptors[0].descriptors[0].descriptors[0]. ... "
                        + "descriptors[0].descriptors[0].descriptors[0].descriptors[0].descriptors[0]: "
                        + "error loading config file: nested deeper than 64 levels");
        assertThatThrownBy(() -> parse(muchDeeper))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageContaining("f.yaml:2: ")
                .hasMessageContaining("nested deeper than 256 levels");
    }

    @Test
    void rejectsAnAliasOfItself() {
        assertThatThrownBy(() -> parse("domain: d\ndescriptors: &a\n  - {key: k, descriptors: *a}\n"))
                .hasMessageContaining("nested deeper than 64 levels");
        assertThatThrownBy(() -> parse("domain: d\ndescriptors:\n  - &a {key: k, <<: *a}\n"))
                .hasMessageContaining("nested deeper than 64 levels");
    }

    @Test
    void rejectsAliasesThatExpandToMuchMoreThanTheFile() {
        StringBuilder bomb = new StringBuilder(
                "domain: d\ndescriptors:\n- key: k\n  metadata:\n    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("    a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("]\n");
        }

        assertThatThrownBy(() -> parse(bomb.toString()))
                .hasMessageContaining("error loading config file: document contains excessive aliasing");
    }

    @Test
    void acceptsThousandsOfUsesOfOneAlias() {
        StringBuilder yaml = new StringBuilder("domain: d\ndescriptors:\n- key: k\n  descriptors: &plan\n");
        for (int i = 0; i < 20; i++) {
            yaml.append("  - {key: feature, value: f")
                    .append(i)
                    .append(", ")
                    .append(DAY)
                    .append("}\n");
        }
        for (int i = 0; i < 2_000; i++) {
            yaml.append("- {key: k, value: v").append(i).append(", descriptors: *plan}\n");
        }

        assertThat(parse(yaml.toString()).rules()).hasSize(40_020);
    }

    @Test
    void quotesNoMoreThanAThousandCharactersOfTheFile() {
        assertThatThrownBy(() -> parse("domain: d\n? " + "x".repeat(50_000) + "\n: y"))
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(1_100));
    }

    private static LimitTable parse(String yaml) {
        return LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
    }
}
