package io.tollgate.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryStringTest {

    /** What each client made of the domain {@code my shop} and the text below. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    Python requests                    | domain=my+shop&q=acme+corp%2B%C3%BC%2F%3C%26%3E%22%27%25%F0%9F%98%80
                    Python urlencode, quote            | domain=my%20shop&q=acme%20corp%2B%C3%BC/%3C%26%3E%22%27%25%F0%9F%98%80
                    JavaScript URLSearchParams         | domain=my+shop&q=acme+corp%2B%C3%BC%2F%3C%26%3E%22%27%25%F0%9F%98%80
                    JavaScript encodeURIComponent      | domain=my%20shop&q=acme%20corp%2B%C3%BC%2F%3C%26%3E%22'%25%F0%9F%98%80
                    Java URLEncoder                    | domain=my+shop&q=acme+corp%2B%C3%BC%2F%3C%26%3E%22%27%25%F0%9F%98%80
                    Go url.Values                      | q=acme+corp%2B%C3%BC%2F%3C%26%3E%22%27%25%F0%9F%98%80&domain=my+shop
                    curl --data-urlencode              | domain=my%20shop&q=acme%20corp%2B%C3%BC%2F%3C%26%3E%22%27%25%F0%9F%98%80
                    lower-case digits, needless escapes| d%6fmain=my%20shop&q=%61cme%20corp%2b%c3%bc/<%26>"'%25%f0%9f%98%80
                    written raw in UTF-8               | domain=my+shop&q=acme+corp%2Bü/<%26>"'%25😀
                    """)
    void readsWhatClientsOfEachLanguageWrite(String client, String query) {
        assertThat(QueryString.parse(query))
                .containsOnly(Map.entry("domain", "my shop"), Map.entry("q", "acme corp+ü/<&>\"'%😀"));
    }

    @Test
    void aQueryThatIsNotThereOrEmptyHasNoParameters() {
        assertThat(QueryString.parse(null)).isEmpty();
        assertThat(QueryString.parse("")).isEmpty();
        assertThat(QueryString.parse("&&")).isEmpty();
    }

    @Test
    void onlyTheFirstEqualsSignEndsAName() {
        assertThat(QueryString.parse("a=b=c&d&e=&=f"))
                .containsExactly(Map.entry("a", "b=c"), Map.entry("d", ""), Map.entry("e", ""), Map.entry("", "f"));
    }

    @Test
    void aSemicolonSeparatesNothing() {
        assertThat(QueryString.parse("a=1;b=2")).containsExactly(Map.entry("a", "1;b=2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%FC",
                "%FC=a",
                "a=M%FCller",
                "a=%C3",
                "a=%C3x%BC",
                "a=%C0%AF",
                "a=%ED%A0%80",
                "a=%F4%90%80%80",
                "a=%C3+%BC",
                "a=%EF%BF%BD&b=\uFFFD",
                "a=\uD83D",
                "a=\uDE00\uD83D",
            })
    void rejectsWhatIsNotUtf8(String query) {
        assertThatThrownBy(() -> QueryString.parse(query))
                .isInstanceOf(BadRequestTextException.class)
                .hasMessageContaining("is not UTF-8 (expected: each byte of the text in UTF-8 as %XX)");
    }

    @Test
    void takesTheReplacementCharacterWhereItIsWrittenInBytes() {
        assertThat(QueryString.parse("a=%EF%BF%BD")).containsExactly(Map.entry("a", "\uFFFD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=100%", "a=%4", "a=%zz", "a=%+4", "a=%-1", "a=% 4", "a=%u00fc", "a=%1٣"})
    void rejectsAPercentSignWithoutItsDigits(String query) {
        assertThatThrownBy(() -> QueryString.parse(query))
                .isInstanceOf(BadRequestTextException.class)
                .hasMessageContaining("(expected: %25 for the sign itself)");
    }

    @Test
    void rejectsAParameterThatIsGivenTwiceHoweverItIsWritten() {
        assertThatThrownBy(() -> QueryString.parse("domain=a&dom%61in=a"))
                .isInstanceOf(BadRequestTextException.class)
                .hasMessage("domain: given twice (expected: once)");
    }

    @Test
    void quotesAtMostTheBeginningOfALongText() {
        assertThatThrownBy(() -> QueryString.parse("a=" + "x".repeat(5000) + "%FC"))
                .hasMessageStartingWith("'" + "x".repeat(80) + "…' is not UTF-8");
    }

    @Test
    void aPlusSignInAPathStandsForItself() {
        assertThat(PercentEncoding.decodePath("refund+1%2B%20%C3%BC")).isEqualTo("refund+1+ ü");
        assertThatThrownBy(() -> PercentEncoding.decodePath("%FC")).isInstanceOf(BadRequestTextException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsBackWhatWasWritten(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            String text = text(random);

            String query = "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);

            assertThat(QueryString.parse(query)).as("seed %d: %s", seed, query).containsExactly(Map.entry("q", text));
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(20), 0, Character.MAX_CODE_POINT + 1)
                .map(character -> random.nextBoolean() ? character : character % 128)
                .filter(character -> character < 0xD800 || character > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
