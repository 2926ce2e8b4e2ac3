package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at plans, customers, subscriptions and grants, and delete them. */
final class ResourceCommandsTest {

    @TempDir
    private Path folder;

    private FakeApi api;
    private Path gold;

    @BeforeEach
    void startApi() throws IOException {
        api = new FakeApi().tellIn(folder);
        gold = Files.writeString(folder.resolve("gold.yaml"), ApplyCommandTest.GOLD);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void getsAKindAsATable() {
        applyGold();

        assertThat(run("get", "Plan").out()).isEqualTo("""
                KEY    VERSION   STATUS   PERIOD   FEATURES   CHANGED
                gold   1         active   month    calls      2026-02-15T12:00:00Z
                """);
        assertThat(run("get", "customers").out()).isEqualTo("""
                KEY    SUBJECTS      CHANGED
                acme   key-a,key-b   2026-02-15T12:00:00Z
                """);
        assertThat(run("get", "subscription").out()).isEqualTo("""
                KEY         CUSTOMER   PLAN     STATE    FROM                        TO
                acme-gold   acme       gold@1   active   2026-01-31T00:00:00+01:00   -
                """);
        assertThat(run("get", "grants").out()).isEqualTo("""
                KEY           CUSTOMER   FEATURE   LIMIT   AMOUNT   EFFECTIVE              EXPIRES
                goodwill-17   acme       calls     -       5        2026-02-15T12:00:00Z   -
                """);
    }

    @Test
    void getsOneAsYamlThatCanBeAppliedAgain() throws IOException {
        applyGold();

        Run one = run("get", "subscription", "acme-gold", "-o", "yaml");

        assertThat(one.out()).isEqualTo("""
                kind: Subscription
                key: acme-gold
                customer: acme
                plan: gold@1
                anchor: 2026-01-31T00:00:00+01:00
                time_zone: Europe/Berlin
                from: 2026-01-31T00:00:00+01:00
                observed:
                  revision: 1
                  changed_at: 2026-02-15T12:00:00Z
                  state: active
                  plan: gold@1
                """);
        Path file = Files.writeString(folder.resolve("again.yaml"), one.out());
        assertThat(run("apply", file.toString()).out()).contains("subscription acme-gold unchanged");
    }

    @Test
    void getsThePlanOfTheHighestVersion() {
        applyGold();

        assertThat(run("get", "plan", "gold", "-o", "json").out())
                .startsWith("{\"kind\":\"Plan\",\"key\":\"gold\",\"version\":1,");
    }

    @Test
    void pagesThroughAllOfACustomer() throws IOException {
        applyGold();
        Path file = folder.resolve("grants.yaml");
        StringBuilder grants = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            grants.append("kind: Grant\nkey: g").append(i).append("\ncustomer: other\nfeature: f\namount: 1\n---\n");
        }
        run("apply", Files.writeString(file, grants).toString());

        Run run = run("get", "grants", "--customer", "other", "-o", "json");

        assertThat(run.out().lines()).hasSize(5).allMatch(line -> line.contains("\"customer\":\"other\""));
    }

    @Test
    void saysThatThereIsNone() {
        Run run = run("get", "plan", "gold@7");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).isEqualTo("tollgate: there is no plan gold@7\n");
    }

    @Test
    void saysWhichKindsAndFormatsThereAre() {
        assertThat(run("get", "pod").err()).contains("KIND: 'pod' (expected: plan, customer, subscription or grant)");
        assertThat(run("get", "plans", "-o", "xml").err()).contains("'xml' (expected: table, yaml or json)");
        assertThat(run("get", "plans", "--customer", "acme").err()).contains("--customer goes with all subscriptions");
    }

    @Test
    void deletesWhatNobodyRefersTo() {
        applyGold();

        Run used = run("delete", "customer", "acme");
        Run deleted = run("delete", "grant", "goodwill-17", "--reason", "twice, Zoë");
        Run again = run("delete", "grant", "goodwill-17");

        assertThat(used.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(used.err()).isEqualTo("tollgate: customer acme has subscriptions\n");
        assertThat(deleted.out()).isEqualTo("grant goodwill-17 deleted\n");
        assertThat(api.requests()).contains("DELETE /v1/grants/goodwill-17 twice%2C%20Zo%C3%AB");
        assertThat(again.err()).isEqualTo("tollgate: there is no grant goodwill-17\n");
    }

    @Test
    void deletesAPlanByItsVersionOnly() {
        assertThat(run("delete", "plan", "gold").err()).contains("KEY: 'gold' (expected: one version, such as gold@1)");
    }

    @Test
    void exportsWhatCanBeAppliedElsewhere() throws IOException {
        applyGold();
        Path yaml = folder.resolve("all.yaml");

        Run run = run("export", "--file", yaml.toString());
        String json = run("export", "-o", "json").out();

        assertThat(run.out()).isEqualTo("4 documents in " + yaml + "\n");
        assertThat(yaml).content().startsWith("kind: Plan\n").doesNotContain("observed");
        assertThat(json.lines()).hasSize(4);
        try (FakeApi other = new FakeApi().tellIn(folder)) {
            assertThat(run("apply", yaml.toString()).out()).contains("4 created");
            assertThat(other.names()).isEqualTo(api.names());
            Path lines = Files.writeString(folder.resolve("all.jsonl"), json);
            assertThat(run("apply", lines.toString()).out()).contains("4 unchanged");
        }
    }

    @Test
    void showsWhatAnApplyWouldChange() throws IOException {
        applyGold();
        Path changed = Files.writeString(
                folder.resolve("changed.yaml"),
                ApplyCommandTest.GOLD.replace("subjects: [key-a, key-b]", "subjects: [key-a, key-c]")
                        + "---\nkind: Customer\nkey: new\n");

        Run same = run("diff", gold.toString());
        Run different = run("diff", changed.toString());

        assertThat(same).isEqualTo(new Run(ExitCode.OK, """
                plan gold@1: unchanged
                customer acme: unchanged
                subscription acme-gold: unchanged
                grant goodwill-17: unchanged
                4 documents: 0 created, 0 changed, 4 unchanged
                """, ""));
        assertThat(different.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(different.out()).isEqualTo("""
                plan gold@1: unchanged
                customer acme: changed
                --- customer acme as it is
                +++ %s:13
                @@ -1,3 +1,3 @@
                 kind: Customer
                 key: acme
                -subjects: [key-a, key-b]
                +subjects: [key-a, key-c]
                subscription acme-gold: unchanged
                grant goodwill-17: unchanged
                customer new: created
                5 documents: 1 created, 1 changed, 3 unchanged
                """.formatted(changed));
    }

    @Test
    void showsFromWhenAnotherTimeZoneWouldHold() throws IOException {
        applyGold();
        Path changed = Files.writeString(
                folder.resolve("changed.yaml"),
                ApplyCommandTest.GOLD
                        .replace("anchor: 2026-01-31T00:00:00+01:00\n", "")
                        .replace("Europe/Berlin", "UTC"));

        Run run = run("diff", changed.toString());

        assertThat(run.out())
                .contains(
                        "subscription acme-gold: changed\n",
                        "-anchor: 2026-01-31T00:00:00+01:00\n-time_zone: Europe/Berlin\n",
                        "+cycles:\n",
                        "time_zone: UTC\n",
                        "4 documents: 0 created, 1 changed, 3 unchanged\n");
    }

    @Test
    void tellsWhatIsWrongWithADocumentThatIsToBeCompared() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "kind: Customer\nkey: a b\n");

        Run run = run("diff", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).startsWith(file + ":2: key: expected 1 to 128 letters");
    }

    @Test
    void showsAccessAsATableAndAsTheAnswerItself() {
        String answer =
                "{\"answers\":[{\"customer\":\"acme\",\"feature\":\"calls\",\"has_access\":true,\"reason\":null,"
                        + "\"limits\":[],\"used\":7,\"limit\":10,\"remaining\":3,\"overage\":0,\"resets_at\":\"2026-03-01T00:00:00Z\"},"
                        + "{\"customer\":\"x\",\"feature\":\"calls\",\"has_access\":false,\"reason\":\"unknown_customer\"}]}";
        api.answerAccess(answer);

        Run table = run("access", "acme", "x", "--feature", "calls");
        Run json = run("access", "acme", "-o", "json");

        assertThat(table.out()).isEqualTo("""
                CUSTOMER   FEATURE   ACCESS                 USED   LIMIT   REMAINING   OVERAGE   RESETS
                acme       calls     yes                    7      10      3           0         2026-03-01T00:00:00Z
                x          calls     no: unknown_customer   -      -       -           -         -
                """);
        assertThat(api.bodies().get(0)).hasToString("{\"customers\":[\"acme\",\"x\"],\"features\":[\"calls\"]}");
        assertThat(json.out()).isEqualTo(answer + "\n");
    }

    @Test
    void showsWhatACustomerUsedForPeopleAndAsTheAnswerItself() {
        String answer = """
                {"customer":"acme","as_of":"2026-03-10T10:00:00Z","features":[
                {"key":"calls","unit":"requests","subscription":"acme-gold","plan":"gold@1","has_access":false,
                "reason":"limit_reached","limits":[
                {"name":"burst","window_start":"2026-03-10T10:00:00Z","resets_at":"2026-03-10T10:00:01Z",
                "used":50,"limit":50,"remaining":0,"overage":0,"forecast":null},
                {"name":"monthly","window_start":"2026-03-01T00:00:00Z","resets_at":"2026-04-01T00:00:00Z",
                "used":400000,"limit":1000000,"remaining":600000,"overage":0,
                "forecast":{"method":"linear","at_reset":1315000,"runs_out_at":"2026-03-24T10:00:00Z"}},
                {"name":"all","window_start":"2026-01-01T00:00:00Z","resets_at":"2027-01-01T00:00:00Z",
                "used":1400000,"limit":null,"remaining":null,"overage":0,
                "forecast":{"method":"linear","at_reset":7600000,"runs_out_at":null}}]}]}""";
        api.answerUsage(answer);

        assertThat(run("usage", "acme", "--feature", "calls").out()).isEqualTo("""
                acme, as of 2026-03-10T10:00:00Z

                calls, in requests: plan gold@1: no access, limit reached
                  burst    [####################] 100%  50 of 50              resets in 1 s
                  monthly  [########............]  40%  400,000 of 1,000,000  resets in 21 days   runs out in 14 days
                  all      [                    ]  any  1,400,000             resets in 296 days  about 7,600,000 by then
                """);
        assertThat(run("usage", "acme", "-o", "json").out()).isEqualTo(answer + "\n");
        assertThat(run("usage", "acme", "-o", "xml").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void changesASubscriptionAndShowsWhatHoldsNowAndNext() {
        String answer = "{\"current\":{\"plan\":\"gold@1\",\"state\":\"active\",\"from\":\"2026-01-31T00:00:00Z\","
                + "\"to\":\"2026-02-28T00:00:00Z\"},\"next\":{\"plan\":\"silver@1\",\"state\":\"active\","
                + "\"from\":\"2026-02-28T00:00:00Z\"},\"subscription\":{}}";
        api.answerVerb(200, answer);

        Run table = run(
                "subscription", "change", "acme-gold", "--plan", "silver@1", "--at", "period_end", "--reason", "a b");
        Run json = run("subscription", "cancel", "acme-gold", "-o", "json");

        assertThat(table.out()).isEqualTo("""
                WHEN      PLAN       STATE    FROM                   TO
                current   gold@1     active   2026-01-31T00:00:00Z   2026-02-28T00:00:00Z
                next      silver@1   active   2026-02-28T00:00:00Z   -
                """);
        assertThat(json.out()).isEqualTo(answer + "\n");
        assertThat(api.requests())
                .containsExactly(
                        "POST /v1/subscriptions/acme-gold/change a%20b", "POST /v1/subscriptions/acme-gold/cancel ");
        assertThat(api.bodies())
                .extracting(Object::toString)
                .containsExactly("{\"plan\":\"silver@1\",\"at\":\"period_end\"}", "{\"at\":\"now\"}");
    }

    @Test
    void showsThatNothingIsToCome() {
        api.answerVerb(
                200,
                "{\"current\":{\"plan\":\"gold@1\",\"state\":\"ended\",\"from\":\"2026-01-31T00:00:00Z\",\"to\":null},"
                        + "\"next\":null,\"subscription\":{}}");

        assertThat(run("subscription", "cancel", "acme-gold").out()).isEqualTo("""
                WHEN      PLAN     STATE   FROM                   TO
                current   gold@1   ended   2026-01-31T00:00:00Z   -
                next      -        -       -                      -
                """);
    }

    @Test
    void saysWhyASubscriptionStaysAsItIs() {
        api.answerVerb(
                422,
                "{\"detail\":\"one thing is wrong, nothing was changed\",\"invalid_parameters\":"
                        + "[{\"path\":\"at\",\"reason\":\"2026-01-01T00:00:00Z is over\"}]}");
        Run rejected = run("subscription", "suspend", "acme-gold", "--at", "2026-01-01T00:00:00Z");
        api.answerVerb(404, "{\"detail\":\"there is no subscription x\"}");
        Run missing = run("subscription", "resume", "x");

        assertThat(rejected.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(rejected.err()).isEqualTo("tollgate: at: 2026-01-01T00:00:00Z is over\n");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(missing.err()).isEqualTo("tollgate: there is no subscription x\n");
    }

    @Test
    void wantsAPlanToChangeToAndAVerbThatThereIs() {
        Run noPlan = run("subscription", "change", "acme-gold");
        Run plan = run("subscription", "cancel", "acme-gold", "--plan", "gold@1");
        Run noVerb = run("subscription", "stop", "acme-gold");

        assertThat(List.of(noPlan, plan, noVerb)).extracting(Run::exitCode).containsOnly(ExitCode.USAGE);
        assertThat(noPlan.err()).contains("--plan is missing (expected: such as gold@2)");
        assertThat(plan.err()).contains("--plan goes with change only");
        assertThat(noVerb.err()).contains("VERB: 'stop' (expected: change, cancel, suspend or resume)");
    }

    @Test
    void findsAnApiElsewhereByItsUrlAndTheFileOfItsToken() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), FakeApi.TOKEN);

        assertThat(Run.of("get", "plans", "--api", api.url() + "/", "--token-file", token.toString())
                        .exitCode())
                .isZero();
        assertThat(Run.in(Map.of("TOLLGATE_ADMIN_TOKEN", FakeApi.TOKEN), "get", "plans", "--api", api.url())
                        .exitCode())
                .isZero();
    }

    @Test
    void explainsWhichApiOrTokenIsMissing() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "another");
        String nowhere = nowhere();

        Run noApi = Run.of("get", "plans", "--data", folder.resolve("none").toString());
        Run noToken = Run.of("get", "plans", "--api", api.url());
        Run wrongToken = run("get", "plans", "--token-file", token.toString());
        Run nobody = Run.of("get", "plans", "--api", nowhere, "--token-file", token.toString());
        Run noUrl = Run.of("get", "plans", "--api", "localhost:80", "--token-file", token.toString());

        assertThat(noApi.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(noApi.err()).contains("no API is known: there is no ", "'tollgate up'", "--api");
        assertThat(noToken.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(noToken.err()).contains("--token-file is missing");
        assertThat(wrongToken.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrongToken.err()).contains("does not take the token of " + token);
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(nobody.err()).contains("cannot reach the API at " + nowhere + " (nobody listens there)");
        assertThat(noUrl.err()).contains("--api: 'localhost:80' (expected: a URL such as http://127.0.0.1:8090)");
    }

    @Test
    void saysThatTheTokenOfTheFolderIsNotThere() throws IOException {
        Files.delete(folder.resolve("api-token"));

        Run run = run("get", "plans");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("it was set with admin.token; name its file with --token-file");
    }

    private void applyGold() {
        assertThat(run("apply", gold.toString()).exitCode()).isZero();
    }

    private Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        return Run.in(Map.of(), all.toArray(String[]::new));
    }

    private static String nowhere() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + closed.getLocalPort();
        }
    }
}
