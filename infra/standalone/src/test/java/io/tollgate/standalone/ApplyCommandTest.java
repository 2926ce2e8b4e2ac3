package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApplyCommandTest {

    static final String GOLD = """
            kind: Plan
            key: gold
            version: 1
            status: active
            billing_period: month
            features:
            - key: calls
              unit: requests
              limits:
              - {name: burst, unit: second, amount: 50, kind: hard}
              - {name: monthly, unit: month, amount: 1000000, kind: soft, thresholds: [80, 100]}
            ---
            kind: Customer
            key: acme
            subjects: [key-a, key-b]
            ---
            kind: Subscription
            key: acme-gold
            customer: acme
            plan: gold@1
            anchor: 2026-01-31T00:00:00+01:00
            time_zone: Europe/Berlin
            from: 2026-01-31
            ---
            kind: Grant
            key: goodwill-17
            customer: acme
            feature: calls
            amount: 5
            """;

    @TempDir
    private Path folder;

    private FakeApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new FakeApi().tellIn(folder);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void appliesTheExampleAndTheSecondTimeChangesNothing() throws IOException {
        Path file = file("gold.yaml", GOLD);

        Run first = apply(file.toString());
        Run second = apply(file.toString());

        assertThat(first).isEqualTo(new Run(ExitCode.OK, """
                plan gold@1 created
                customer acme created
                subscription acme-gold created
                grant goodwill-17 created
                4 documents: 4 created, 0 changed, 0 unchanged
                """, ""));
        assertThat(second.out()).endsWith("4 documents: 0 created, 0 changed, 4 unchanged\n");
        assertThat(api.names())
                .containsExactly("plan gold@1", "customer acme", "subscription acme-gold", "grant goodwill-17");
    }

    @Test
    void keepsAuthorAndReason() throws IOException {
        apply("--author", "Zoë", "--reason", "\"new\"", file("gold.yaml", GOLD).toString());

        JsonNode body = api.bodies().get(0);
        assertThat(body.path("author").asText()).isEqualTo("Zoë");
        assertThat(body.path("reason").asText()).isEqualTo("\"new\"");
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        Run run = apply("--dry-run", file("gold.yaml", GOLD).toString());

        assertThat(run.out())
                .contains("plan gold@1 created")
                .endsWith("4 created, 0 changed, 0 unchanged (a dry run: nothing was changed)\n");
        assertThat(api.names()).isEmpty();
    }

    @Test
    void takesDocumentsOfABatchInAnyOrder() throws IOException {
        Path subscription = file("a.yaml", "kind: Subscription\nkey: s\ncustomer: c\nplan: gold@1\n");
        Path customer = file("b.json", "{\"kind\": \"Customer\",\n\t\"key\": \"c\"}");

        Run run = apply(subscription.toString(), customer.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(api.names()).containsExactly("customer c", "subscription s");
    }

    @Test
    void saysFileAndLineOfEachMistakeOfADocumentAndAppliesNothing() throws IOException {
        Path good = file("good.yaml", "kind: Customer\nkey: acme\n");
        Path bad = file("bad.yaml", """
                # plans
                kind: Plan
                key: gold
                version: 1
                features:
                - key: calls
                  limits:
                  - name: burst
                    unit: second
                    amount: -1
                    grace: 3
                ---
                kind: Customer
                key: c
                subjects:
                - 123
                - "123"
                """);

        Run run = apply(good.toString(), bad.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err())
                .contains(
                        bad + ":10: features[0].limits[0].amount: expected a whole number from 0 to ",
                        bad + ":11: features[0].limits[0].grace: unknown field (expected: ",
                        bad + ":16: subjects[0]: expected text, found 123 (put it in quotes)",
                        "tollgate: nothing is applied");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void saysFileAndLineOfWhatTheApiRejectsInTheOrderOfTheFiles() throws IOException {
        Path file = file("s.yaml", """
                kind: Subscription
                key: s
                plan: gold@1
                customer: nobody
                ---
                kind: Customer
                key: c
                ---
                kind: Subscription
                key: t
                customer: neither
                plan: gold@1
                """);

        Run run = apply(file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err())
                .isEqualTo(file + ":4: customer: there is no customer 'nobody'\n" + file
                        + ":11: customer: there is no customer 'neither'\ntollgate: nothing is applied\n");
        assertThat(api.names()).isEmpty();
    }

    @Test
    void whatMayBeThereAlreadyIsNotHeldAgainstADocument() throws IOException {
        apply(file("one.yaml", GOLD).toString());
        Path file = file("two.yaml", """
                kind: Subscription
                key: acme-gold
                customer: acme
                plan: gold@1
                anchor: 2026-01-31T00:00:00+01:00
                time_zone: Europe/Berlin
                to: 2026-02-01
                """);

        Run run = apply(file.toString());

        assertThat(run.out()).startsWith("subscription acme-gold changed");
    }

    @Test
    void saysWhereAFileIsNotYaml() throws IOException {
        Path file = file("broken.yaml", GOLD + "---\nkind: Plan\n  key: [\n");

        Run run = apply(file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).contains(file + ":32: it is not YAML: ", "nothing is applied");
        assertThat(api.names()).isEmpty();
    }

    @Test
    void saysThatAFileIsNotThere() {
        Run run = apply(folder.resolve("no.yaml").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).startsWith(folder.resolve("no.yaml") + ": cannot be read: there is no such file\n");
    }

    @Test
    void readsTheStandardInputAsYamlOrJson() {
        Run yaml = withInput("kind: Customer\nkey: a\n---\n\n---\nkind: Customer\nkey: b\n");
        Run json = withInput("{\"kind\":\"Customer\",\"key\":\"c\"}\n{\"kind\":\"Customer\",\"key\":\"d\"}\n");

        assertThat(yaml.exitCode()).isZero();
        assertThat(json.exitCode()).isZero();
        assertThat(api.names()).containsExactly("customer a", "customer b", "customer c", "customer d");
    }

    @Test
    void saysTheLineOfTheStandardInput() {
        Run run = withInput("{\"kind\":\"Customer\",\"key\":\"c\"}\n{\"kind\":\"Customer\",\"key\":\"\"}\n");

        assertThat(run.err()).startsWith("standard input:2: key: expected ");
    }

    @Test
    void asksAgainWhereTheApiIsBusy() throws IOException {
        api.busyFor(3);

        Run run = apply(file("gold.yaml", GOLD).toString());

        assertThat(run.exitCode()).isZero();
        assertThat(api.requests()).hasSize(4);
    }

    @Test
    void givesUpOnAnApiThatStaysBusy() throws IOException {
        api.busyFor(Integer.MAX_VALUE);

        Run run = apply(file("gold.yaml", GOLD).toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(run.err()).contains("the API at " + api.url() + " cannot answer (503): a change is under way");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Run withInput(String text) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
        try {
            return apply("-");
        } finally {
            System.setIn(before);
        }
    }

    private Run apply(String... arguments) {
        List<String> all = new ArrayList<>(List.of("apply", "--data", folder.toString()));
        all.addAll(List.of(arguments));
        return Run.in(Map.of(), all.toArray(String[]::new));
    }
}
