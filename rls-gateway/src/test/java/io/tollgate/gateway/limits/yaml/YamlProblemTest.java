package io.tollgate.gateway.limits.yaml;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are not YAML: each message says where, what and what to do, in the words of those who write limits. */
final class YamlProblemTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "domain: d~descriptors:~- key: a~  value: *~ ; 4 ; put a wildcard in quotes: \"*\"",
                "domain: d~descriptors:~- key: a~  value: */api~ ; 4 ; put a wildcard in quotes: \"*\"",
                "domain: d~descriptors:~- key: a~  value: *api~ ; 4 ; no anchor before it that the alias names (put the text in quotes",
                "domain: d~descriptors:~- key: a~  value: & b~ ; 4 ; a '&' at the beginning is an anchor (put the text in quotes",
                "domain: @d~ ; 1 ; text cannot begin with this character (put the text in quotes",
                "domain: %d~ ; 1 ; text cannot begin with this character (put the text in quotes",
                "domain: !a!b d~ ; 1 ; a '!' at the beginning is a tag",
                "domain: d~descriptors:~- key: a~   rate_limit: {}~ ; 4 ; a ':' cannot stand here (put text that holds it in quotes, or indent",
                "domain: d~descriptors:~  - key: a~   rate_limit: {}~ ; 4 ; does not belong to the map or list that it stands in (indent it",
                "domain: d~ descriptors: []~ ; 2 ; a ':' cannot stand here",
                "domain: d~descriptors~ ; 3 ; a name lacks its ':' with a space behind it",
                "domain:d~descriptors: []~ ; 2 ; a ':' cannot stand here",
                "domain: - d~ ; 1 ; a list cannot begin here (begin it in the next line)",
                "domain: d~descriptors: [{key: a}~ ; 3 ; a ',' or the closing ']' is missing before this",
                "domain: d~descriptors: [{key: a]~ ; 2 ; a ',' or the closing '}' is missing before this",
                "domain: \"d~ ; 2 ; a quote is not closed",
                "domain: \"a\\qb\"~ ; 1 ; this is no escape (write \\\\ for a backslash, or use single quotes)",
                "domain: \"\\x1\"~ ; 1 ; hexadecimal digits",
                "domain: |x~  d~ ; 1 ; behind ; or > stand only",
                "~domain: d\u0000~ ; 2 ; the character U+0000 is not allowed in YAML (take it out)"
            })
    void saysWhatIsWrongAndWhatToDo(String yaml, int line, String reason) {
        assertThatThrownBy(() -> LimitTable.parse("f.yaml", yaml.replace('~', '\n'), LimitFileOptions.defaults()))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageStartingWith("f.yaml:" + line + ": error loading config file: ")
                .hasMessageContaining(reason)
                .hasMessageNotContainingAny("while scanning", "while parsing", "token", "<block");
    }
}
