package io.tollgate.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.model.CounterKey;
import io.tollgate.runtime.http.QueryString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageRequestTest {

    /** Written by Python 3.11, Node 20, OpenJDK 17 with Jackson 2.22 and Gson 2.14, Go 1.26; the last two by hand. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        requests, json.dumps                     | domain=my+shop&descriptor=%5B%7B%22key%22%3A+%22hour100%22%2C+%22value%22%3A+%22acme+corp%2B%5Cu00fc%2F%3C%26%3E%5C%22%27%25%5Cud83d%5Cude00%22%7D%5D
        requests, ensure_ascii=False, indent=2   | domain=my+shop&descriptor=%5B%0A++%7B%0A++++%22value%22%3A+%22acme+corp%2B%C3%BC%2F%3C%26%3E%5C%22%27%25%F0%9F%98%80%22%2C%0A++++%22key%22%3A+%22hour100%22%0A++%7D%0A%5D
        urlencode, quote_via=quote               | domain=my%20shop&descriptor=%5B%0A%20%20%7B%0A%20%20%20%20%22value%22%3A%20%22acme%20corp%2B%C3%BC/%3C%26%3E%5C%22%27%25%F0%9F%98%80%22%2C%0A%20%20%20%20%22key%22%3A%20%22hour100%22%0A%20%20%7D%0A%5D
        URLSearchParams, JSON.stringify          | domain=my+shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme+corp%2B%C3%BC%2F%3C%26%3E%5C%22%27%25%F0%9F%98%80%22%7D%5D
        encodeURIComponent, JSON.stringify       | domain=my%20shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme%20corp%2B%C3%BC%2F%3C%26%3E%5C%22'%25%F0%9F%98%80%22%7D%5D
        URLEncoder, Jackson                      | domain=my+shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme+corp%2B%C3%BC%2F%3C%26%3E%5C%22%27%25%F0%9F%98%80%22%7D%5D
        URLEncoder, Jackson's pretty printer     | domain=my+shop&descriptor=%5B+%7B%0A++%22key%22+%3A+%22hour100%22%2C%0A++%22value%22+%3A+%22acme+corp%2B%C3%BC%2F%3C%26%3E%5C%22%27%25%F0%9F%98%80%22%0A%7D+%5D
        URLEncoder, Jackson, ESCAPE_NON_ASCII    | domain=my+shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme+corp%2B%5Cu00FC%2F%3C%26%3E%5C%22%27%25%5CuD83D%5CuDE00%22%7D%5D
        URLEncoder, Gson                         | domain=my+shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme+corp%2B%C3%BC%2F%5Cu003c%5Cu0026%5Cu003e%5C%22%5Cu0027%25%F0%9F%98%80%22%7D%5D
        url.Values, json.Marshal                 | descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme+corp%2B%C3%BC%2F%5Cu003c%5Cu0026%5Cu003e%5C%22%27%25%F0%9F%98%80%22%7D%5D&domain=my+shop
        url.Values, json.MarshalIndent           | descriptor=%5B%0A%09%7B%0A%09%09%22key%22%3A+%22hour100%22%2C%0A%09%09%22value%22%3A+%22acme+corp%2B%C3%BC%2F%5Cu003c%5Cu0026%5Cu003e%5C%22%27%25%F0%9F%98%80%22%0A%09%7D%0A%5D&domain=my+shop
        as PHP's json_encode: slashes escaped    | domain=my+shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme+corp%2B%5Cu00fc%5C%2F%3C%26%3E%5C%22%27%25%5Cud83d%5Cude00%22%7D%5D
        as C#'s JsonSerializer: all but letters  | domain=my%20shop&descriptor=%5B%7B%22key%22%3A%22hour100%22%2C%22value%22%3A%22acme%20corp%5Cu002B%5Cu00FC%2F%5Cu003C%5Cu0026%5Cu003E%5Cu0022%5Cu0027%25%5CuD83D%5CuDE00%22%7D%5D
        """)
    void readsWhatTheClientsAndJsonWritersOfEachLanguageWrite(String writer, String query) {
        UsageRequest request = UsageRequest.parse(QueryString.parse(query));

        assertThat(counter(request).getDomain()).isEqualTo("my shop");
        assertThat(counter(request).getEntries())
                .containsExactly(new CounterEntry("hour100", "acme corp+ü/<&>\"'%😀", false));
    }

    @Test
    void readsThePatternOfAnEntryInAnyPlace() {
        List<CounterEntry> entries = descriptor("[{\"pattern\":true,\"value\":\"/v*\",\"key\":\"path\"}]");

        assertThat(entries).containsExactly(new CounterEntry("path", "/v*", true));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        no list                  | {"key":"a","value":"b"}
        an entry that is none    | ["a"]
        an entry that is null    | [null]
        no value                 | [{"key":"a"}]
        no key                   | [{"value":"a"}]
        a key twice              | [{"key":"a","key":"b","value":"c"}]
        a key twice, once escaped| [{"key":"a","k\\u0065y":"b","value":"c"}]
        an unknown field         | [{"key":"a","value":"b","limit":1}]
        a field in capitals      | [{"KEY":"a","value":"b"}]
        a number for text        | [{"key":"a","value":5}]
        true for text            | [{"key":"a","value":true}]
        null for text            | [{"key":"a","value":null}]
        a list for text          | [{"key":"a","value":["b"]}]
        text for a flag          | [{"key":"a","value":"b","pattern":"true"}]
        a number for a flag      | [{"key":"a","value":"b","pattern":1}]
        half a surrogate pair    | [{"key":"a","value":"\\ud83d"}]
        pair the wrong way round | [{"key":"a","value":"\\ude00\\ud83d"}]
        an unknown escape        | [{"key":"a","value":"\\x41"}]
        half an escape           | [{"key":"a","value":"\\u00"}]
        single quotes            | [{'key':'a','value':'b'}]
        no quotes                | [{key:"a",value:"b"}]
        a comment                | [/* all */{"key":"a","value":"b"}]
        a comma at the end       | [{"key":"a","value":"b"},]
        something behind it      | [{"key":"a","value":"b"}] x
        another list behind it   | [{"key":"a","value":"b"}][]
        an end that is missing   | [{"key":"a","value":"b"}
        a byte order mark        | \uFEFF[{"key":"a","value":"b"}]
        nothing                  | ``
        """)
    void rejectsADescriptorThatIsNoListOfEntries(String what, String descriptor) {
        assertThatThrownBy(() -> descriptor(descriptor))
                .isInstanceOf(UsageRequestException.class)
                .hasMessageStartingWith("descriptor: ")
                .hasMessageContaining("[{\"key\":\"customer\",\"value\":\"acme\"}]")
                .hasMessageNotContainingAny("com.fasterxml", "com.google", "Exception", "JsonReader", "io.tollgate");
    }

    @Test
    void rejectsARawTabOrNewLineInText() {
        assertThatThrownBy(() -> descriptor("[{\"key\":\"a\",\"value\":\"b\tc\"}]"))
                .isInstanceOf(UsageRequestException.class);
        assertThatThrownBy(() -> descriptor("[{\"key\":\"a\",\"value\":\"b\nc\"}]"))
                .isInstanceOf(UsageRequestException.class);
    }

    private static List<CounterEntry> descriptor(String text) {
        return counter(UsageRequest.parse(Map.of("domain", "shop", "descriptor", text)))
                .getEntries();
    }

    private static DescriptorCounter counter(UsageRequest request) {
        return (DescriptorCounter) request.counter();
    }

    @Test
    void readsTheCounterOfASubscription() {
        UsageRequest request = UsageRequest.parse(Map.of("subscription", "acme-gold", "feature", "calls"));

        assertThat(request.key()).isEqualTo(CounterKey.quota("acme-gold", "calls"));
        assertThatThrownBy(() -> UsageRequest.parse(Map.of("subscription", "acme-gold")))
                .hasMessage("feature: missing (expected: the key of a feature)");
        assertThatThrownBy(() -> UsageRequest.parse(Map.of("subscription", "s", "feature", "f", "domain", "d")))
                .hasMessageContaining("expected: one of both");
    }
}
