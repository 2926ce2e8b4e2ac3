package io.tollgate.standalone.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentFilesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-31 | \"2026-01-31\"",
                "2026-01-31T00:00:00+01:00 | \"2026-01-31T00:00:00+01:00\"",
                "yes | \"yes\"",
                "True | true",
                "~ | null",
                "010 | 10",
                "0x1F | 31",
                "0o17 | 15",
                "1_000 | \"1_000\"",
                "-3 | -3",
                "1.5 | 1.5",
                "1e3 | 1000.0",
                ".inf | \".inf\"",
                "9223372036854775808 | 9223372036854775808",
                "\"123\" | \"123\"",
                "!!str 123 | \"123\"",
                "12:30 | \"12:30\""
            })
    void readsPlainValuesByTheCoreSchema(String yaml, String json) {
        assertThat(documents("key: " + yaml).get(0).json().get("key")).hasToString(json);
    }

    @Test
    void knowsTheLineOfEachPartAndOfWhatIsMissing() {
        SourceDocument document = documents("""
                # a comment
                ---
                kind: Plan

                features:
                - key: a
                  limits: [{name: b,
                            amount: 1}]
                """).get(0);

        assertThat(document.position()).isEqualTo("standard input:3");
        assertThat(document.position("features[0].limits[0].amount")).isEqualTo("standard input:8");
        assertThat(document.position("features[0].limits[0].unit")).isEqualTo("standard input:7");
        assertThat(document.position("version")).isEqualTo("standard input:3");
    }

    @Test
    void resolvesAliases() {
        assertThat(documents("a: &x {b: [1]}\nc: *x\n").get(0).text())
                .isEqualTo("{\"a\":{\"b\":[1]},\"c\":{\"b\":[1]}}");
    }

    @Test
    void aliasesOfManyDocumentsAreNotTooMany() {
        assertThat(documents("a: &x {b: 1}\nc: *x\n---\n".repeat(1_100))).hasSize(1_100);
    }

    @Test
    void readsJsonValuesBehindEachOtherAndLists() {
        assertThat(documents("{\"key\":\"a\"} {\"key\":\"b\"}\n[]\n[{\"key\":1e2},\n{\"key\":[true,null]}]"))
                .extracting(SourceDocument::text)
                .containsExactly("{\"key\":\"a\"}", "{\"key\":\"b\"}", "{\"key\":100.0}", "{\"key\":[true,null]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\nb: 2\\na: 3 | standard input:3: a: given twice (first in line 1)",
                "{\"a\":{\"b\":1,\\n\"b\":2}} | standard input:2: a.b: given twice (first in line 1)",
                "a: {<<: {b: 1}} | standard input:1: a: '<<' is not understood here (write the fields out)",
                "? [a]\\n: b | standard input:1: a name must be text",
                "- a | standard input:1: expected a map with kind and key, found a list",
                "plan | standard input:1: expected a map with kind and key, found 'plan'",
                "a: !!binary aa== | standard input:1: a: the tag tag:yaml.org,2002:binary is not understood here (leave it out)",
                "a: *b | standard input:1: it is not YAML: found undefined alias b",
                "a: [ | standard input:1: it is not YAML: expected the node content, but found '<stream end>'",
                "{\"a\":1,} | standard input:1: it is not JSON: Unexpected character ('}' (code 125)): was expecting double-quote to start field name"
            })
    void saysWhatIsNotUnderstood(String text, String message) {
        assertThatThrownBy(() -> documents(text.replace("\\n", "\n")))
                .isInstanceOf(DocumentFileException.class)
                .hasMessage(message);
    }

    @Test
    void doesNotFollowAliasesForEver() {
        String growing = """
                a: &a [1,1,1,1,1,1,1,1,1]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
                e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
                f: [*e,*e,*e,*e]
                """;

        assertThatThrownBy(() -> documents(growing)).hasMessageContaining("a document with more than 100000 values");
        assertThatThrownBy(() -> documents("a: &a\n  b: *a\n")).hasMessageContaining("nested deeper than 64 levels");
    }

    @Test
    void saysThatAFileIsNotUtf8OrIsAFolder(@TempDir Path folder) {
        InputStream latin = new ByteArrayInputStream(new byte[] {'a', ':', ' ', (byte) 0xFC, '\n'});

        assertThatThrownBy(() -> DocumentFiles.of(List.of("-"), latin).nextBatch())
                .hasMessage("standard input: it is not UTF-8 (save it as UTF-8)");
        assertThatThrownBy(() ->
                        DocumentFiles.of(List.of(folder.toString()), latin).nextBatch())
                .hasMessage(folder + ": it is a folder (expected: a file)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"2026-01-31\",\"b\":\"true\",\"c\":\"yes\",\"d\":\"1_0\",\"e\":\"12:30\",\"f\":\"0o7\",\"g\":\"~\",\"h\":\"\"}",
                "{\"a\":[{\"b\":[1,2]},{}],\"c\":{},\"d\":[],\"e\":null,\"f\":1.5,\"g\":false}",
                "{\"a b: c\":\"two\\nlines\",\"#\":\" blank \",\"k\":\"- x\",\"l\":\"é\\u0007\\\"'\"}"
            })
    void readsWhatItWrites(String json) {
        String yaml = DocumentYaml.text(documents(json).get(0).json());

        assertThat(documents(yaml).get(0).text()).as(yaml).isEqualTo(json);
    }

    @Test
    void showsTheLinesThatDifferWithTheirSurroundings() {
        String before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n";
        String after = "a\nb\nc\nd\nE\nf\ng\nh\ni\nj\nk\nl\n";

        assertThat(LineDiff.lines(before, before)).isEmpty();
        assertThat(LineDiff.lines(before, after))
                .containsExactly(
                        "@@ -2,10 +2,11 @@", " b", " c", " d", "-e", "+E", " f", " g", " h", " i", " j", " k", "+l");
        assertThat(LineDiff.lines("", "x\n")).containsExactly("@@ -0,0 +1,1 @@", "+x");
    }

    private static List<SourceDocument> documents(String text) {
        InputStream input = new ByteArrayInputStream(text.getBytes(UTF_8));
        List<SourceDocument> documents = new ArrayList<>();
        try (DocumentFiles files = DocumentFiles.of(List.of(DocumentFiles.STANDARD_INPUT), input)) {
            for (List<SourceDocument> batch = files.nextBatch(); !batch.isEmpty(); batch = files.nextBatch()) {
                documents.addAll(batch);
            }
        }
        return documents;
    }
}
