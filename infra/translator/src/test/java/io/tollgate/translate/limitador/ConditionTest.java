package io.tollgate.translate.limitador;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.translate.envoy.HeaderCondition.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "descriptors[0]['a b'] == 'c' | descriptors[0]['a b'] | EXACT | c | false",
                "descriptors[0][\"a\"]!=\"it's\" | descriptors[0][\"a\"] | EXACT | it's | true",
                "'c && d' == descriptors[0].a | descriptors[0].a | EXACT | c && d | false",
                "descriptors[0].a.startsWith('c') | descriptors[0].a | PREFIX | c | false",
                "! req.path.endsWith( '.pdf' ) | req.path | SUFFIX | .pdf | true",
                "request.headers['x-a'].contains('c') | request.headers['x-a'] | CONTAINS | c | false",
                "req.method == GET | req.method | EXACT | GET | false",
            })
    void aComparisonIsUnderstood(String expression, String reference, Kind kind, String text, boolean inverted) {
        assertThat(Condition.all(expression)).containsExactly(new Condition(reference, kind, text, inverted));
    }

    @Test
    void conditionsAreJoined() {
        assertThat(Condition.all("a == 'b&&' && c != \"d\"&&e.startsWith('f')"))
                .containsExactly(
                        new Condition("a", Kind.EXACT, "b&&", false),
                        new Condition("c", Kind.EXACT, "d", true),
                        new Condition("e", Kind.PREFIX, "f", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a == 'b' || c == 'd'",
                "a == 'b' && ",
                "&& a == 'b'",
                "a == 'b' & c == 'd'",
                "!(a == 'b')",
                "a == 5 + 1",
                "a == true",
                "true == 'true'",
                "a.matches('b')",
                "a in ['b']",
                "a == 'b\\\\n'",
                "a == 'b",
                "true",
                "",
            })
    void whatIsMoreIsNotGuessed(String expression) {
        assertThat(Condition.all(expression)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"int(a)", "a + b", "'a'", "1", "true", ""})
    void onlyAReferenceIsAVariable(String expression) {
        assertThat(Condition.reference(expression)).isNull();
    }
}
