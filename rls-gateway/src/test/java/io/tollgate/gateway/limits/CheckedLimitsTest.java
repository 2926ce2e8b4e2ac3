package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tollgate check} says of files that a gateway takes without a word. */
final class CheckedLimitsTest {

    private static final String LIMIT = "rate_limit: {unit: day, requests_per_unit: 1}";

    @TempDir
    private Path folder;

    @Test
    void warnsOfALimitWithoutANumber() throws IOException {
        assertThat(warnings("""
                domain: shop
                descriptors:
                  - key: a
                    rate_limit:
                      unit: minute
                  - key: b
                    rate_limits: [{unit: hour}, {unit: day, requests_per_unit: ~}]
                  - {key: c, rate_limit: {unit: day, requests_per_unit: 0}}
                  - {key: d, rate_limit: {unlimited: true}}
                """))
                .containsExactly(
                        "f.yaml:4: descriptors[0].rate_limit: requests_per_unit is missing, so every hit is denied"
                                + " (say requests_per_unit: 0 if that is meant)",
                        "f.yaml:7: descriptors[1].rate_limits[0]: requests_per_unit is missing, so every hit is denied"
                                + " (say requests_per_unit: 0 if that is meant)",
                        "f.yaml:7: descriptors[1].rate_limits[1].requests_per_unit: requests_per_unit is missing, so"
                                + " every hit is denied (say requests_per_unit: 0 if that is meant)");
    }

    @ParameterizedTest
    @CsvSource({"0100, 64", "010, 8", "0_20, 16", "+010, 8", "-00, "})
    void warnsOfANumberThatIsReadAsOctal(String written, Long number) throws IOException {
        List<String> warnings = warnings("domain: shop\ndescriptors:\n- key: a\n  rate_limit:\n    unit: day\n"
                + "    requests_per_unit: " + written + "\n");

        if (number == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings)
                    .containsExactly("f.yaml:6: descriptors[0].rate_limit.requests_per_unit: " + written + " is "
                            + number + ", since a number that begins with 0 is octal (say " + number
                            + ", or leave the 0 out)");
        }
    }

    @ParameterizedTest
    @CsvSource({"0x10", "0", "007", "10", "0o17", "0b11"})
    void saysNothingOfNumbersThatAreWhatTheyLookLike(String written) throws IOException {
        assertThat(warnings("domain: shop\ndescriptors: [{key: a, rate_limit: {unit: day, requests_per_unit: " + written
                        + "}}]\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "key: p, value: '*' | key: p, value: '/api/*' | p_* | p_/api/*",
                "key: p, value: '/a*' | key: p, value: '/a*/b*' | p_/a* | p_/a*/b*",
                "key: p, value: '*a*' | key: p, value: 'x*a' | p_*a* | p_x*a",
                "key: p* | key: pre*, value: v | p* | pre*_v",
                "key: '*' | key: p, value: 'a*' | * | p_a*",
                "key: p, value: '/api/*' | key: p, value: '*' | - | -",
                "key: p, value: 'a*' | key: p, value: 'ab' | - | -",
                "key: p, value: '*a*' | key: p, value: 'x*' | - | -",
                "key: p, value: 'a*b' | key: p, value: 'a*' | - | -",
                "key: p*, value: v | key: pre* | - | -",
                "key: q, value: '*' | key: p, value: 'a*' | - | -"
            })
    void warnsOfAWildcardThatAnEarlierOneLeavesNothing(String first, String second, String taker, String shadowed)
            throws IOException {
        List<String> warnings = warnings(
                "domain: shop\ndescriptors:\n- {" + first + ", " + LIMIT + "}\n- {" + second + ", " + LIMIT + "}\n");

        if (taker == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings)
                    .containsExactly(
                            "f.yaml:4: descriptors[1]: '" + shadowed + "' never applies: all that it matches is"
                                    + " taken by '" + taker + "' (f.yaml:3), which stands before it");
        }
    }

    @Test
    void warnsOfAKeyAloneBesideAWildcardForAllItsValuesWhereverThatStands() throws IOException {
        assertThat(warnings("""
                domain: shop
                descriptors:
                - key: parent
                  descriptors:
                  - {key: p, LIMIT}
                  - {key: p, value: '*', LIMIT}
                """.replace("LIMIT", LIMIT)))
                .containsExactly("f.yaml:5: descriptors[0].descriptors[0]: 'p' never applies: all that it matches is"
                        + " taken by 'p_*' (f.yaml:6), since a wildcard goes before a key alone");
    }

    @Test
    void looksAtManyWildcardsByAnIndex() throws IOException {
        StringBuilder yaml = new StringBuilder("domain: shop\ndescriptors:\n");
        for (int i = 0; i < 20_000; i++) {
            yaml.append("- {key: p, value: '/v")
                    .append(i)
                    .append("/*', ")
                    .append(LIMIT)
                    .append("}\n");
        }
        yaml.append("- {key: p, value: '/v7/*/x', ").append(LIMIT).append("}\n");

        assertThat(warnings(yaml.toString())).singleElement().asString().contains("taken by 'p_/v7/*' (f.yaml:10)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\\u00a0b\" | holds the character U+00A0 (NO-BREAK SPACE), which cannot be seen",
                "\"a\\u200b\" | holds the character U+200B (ZERO WIDTH SPACE), which cannot be seen",
                "\"\\ufeffa\" | holds the character U+FEFF (ZERO WIDTH NO-BREAK SPACE), which cannot be seen",
                "\"a\\tb\" | holds the character U+0009 (CHARACTER TABULATION), which cannot be seen",
                "\"a \" | begins or ends with a space",
                "\"a\\n\" | ends with a line break, so only such values match (say |- instead of |"
            })
    void warnsOfTextWithWhatCannotBeSeen(String text, String warning) throws IOException {
        assertThat(warnings("domain: shop\ndescriptors:\n- key: k\n  value: " + text + "\n  " + LIMIT + "\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:4: descriptors[0].value: value '")
                .contains(warning);
        assertThat(warnings("domain: shop\ndescriptors:\n- key: " + text + "\n  " + LIMIT + "\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:3: descriptors[0].key: key '")
                .contains(warning)
                .doesNotContain("\n", "\u200b", "\ufeff", "\t");
        assertThat(warnings("domain: " + text + "\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:1: domain: domain '")
                .contains(warning);
    }

    @Test
    void warnsOfALiteralBlockAsAValue() throws IOException {
        assertThat(warnings("domain: shop\ndescriptors:\n- key: k\n  value: |\n    /api\n  " + LIMIT + "\n"))
                .containsExactly("f.yaml:4: descriptors[0].value: value '/api\\n' ends with a line break, so only such"
                        + " values match (say |- instead of |, or put it in one line)");
    }

    @Test
    void warnsOfAnEmptyFolder() throws IOException {
        Files.writeString(folder.resolve(".hidden.yaml"), "domain: shop\n");

        assertThat(LimitFiles.check(folder, LimitFileOptions.defaults()).warnings())
                .containsExactly(folder + ": there is no limit file in this folder, so nothing is limited (files whose"
                        + " name begins with a dot do not count)");
    }

    @Test
    void saysAllThatAGatewaySaysToo() throws IOException {
        assertThat(warnings("domain: shop\nunit: day\ndescriptors: [{key: a, rate_limit: {unit: month}}]\n"))
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning).contains("months have 30 days"))
                .anySatisfy(warning -> assertThat(warning).contains("'unit' is ignored"))
                .anySatisfy(warning -> assertThat(warning).contains("requests_per_unit is missing"));
    }

    private List<String> warnings(String yaml) throws IOException {
        Files.writeString(folder.resolve("f.yaml"), yaml);
        return LimitFiles.check(folder, LimitFileOptions.defaults()).warnings();
    }
}
