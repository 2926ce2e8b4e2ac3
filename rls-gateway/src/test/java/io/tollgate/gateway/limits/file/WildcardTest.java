package io.tollgate.gateway.limits.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WildcardTest {

    @ParameterizedTest
    @CsvSource({
        "bar*b, barb, true",
        "bar*b, bar123b, true",
        "bar*b, bar, false",
        "bar*b, barbb, true",
        "*.pdf, .pdf, true",
        "*.pdf, apdf, false",
        "foo*bar*baz, foobarbaz, true",
        "foo*bar*baz, foobaz, false",
        "foo*bar*baz, foobazbar, false",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "a*x*x*z, axz, false",
        "a*x*x*z, axxz, true",
        "/a.b+c?*, /a.b+c?x, true",
        "/a.b+c?*, /axb+c?x, false",
        "*, '', true",
        "**, a, true",
        "a**b, ab, true",
        "*a*, bab, true",
        "*a*, bbb, false",
        "a*a, a, false"
    })
    void letsEachStarStandForAnyCharactersAndNothingElseBeSpecial(String pattern, String text, boolean matches) {
        assertThat(new Wildcard(pattern).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithARegularExpression(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String pattern = text(random, "ab*", 7);
            String text = text(random, "ab", 9);
            String regex =
                    Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

            assertThat(new Wildcard(pattern).matches(text))
                    .as("seed %d: %s against %s", seed, text, pattern)
                    .isEqualTo(text.matches(regex));
        }
    }

    private static String text(Random random, String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
