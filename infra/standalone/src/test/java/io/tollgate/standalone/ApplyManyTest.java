package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More documents than are applied all or none. */
final class ApplyManyTest {

    private static final int MORE_THAN_A_BATCH = 1_200;

    @TempDir
    private Path folder;

    private FakeApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new FakeApi().tellIn(folder);
    }

    private static final String PLAN =
            "{\"kind\":\"Plan\",\"key\":\"gold\",\"version\":1,\"features\":[{\"key\":\"calls\","
                    + "\"limits\":[{\"name\":\"l\",\"unit\":\"day\",\"amount\":5}]}]}\n";

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void appliesMoreThanABatchInBatchesAndShowsHowFarItIs() throws IOException {
        Path file = file("many.jsonl", customers(MORE_THAN_A_BATCH));

        Run run = apply("--progress", file.toString());

        assertThat(run.out()).isEqualTo("1,200 documents: 1,200 created, 0 changed, 0 unchanged\n");
        assertThat(run.err())
                .contains("\rChecking: ", " %, 500 documents, ", "/s")
                .endsWith("\r");
        assertThat(api.bodies())
                .extracting(body -> body.path("documents").size())
                .containsExactly(500, 500, 200);
    }

    @Test
    void aBatchHasNoMoreThanTwoMebibytes() throws IOException {
        String text = "x".repeat(15_000);
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            documents
                    .append("kind: Customer\nkey: c")
                    .append(i)
                    .append("\nmetadata: {text: ")
                    .append(text)
                    .append("}\n---\n");
        }

        Run run = apply(file("large.yaml", documents.toString()).toString());

        assertThat(run.out()).isEqualTo("300 documents: 300 created, 0 changed, 0 unchanged\n");
        assertThat(api.bodies())
                .hasSize(3)
                .allSatisfy(body -> assertThat(body.toString().length()).isLessThan(2_200_000));
    }

    @Test
    void saysHowFarItCameWhereTheConnectionBreaksAndGoesOnWhenItIsRunAgain() throws IOException {
        Path file = file("many.jsonl", customers(MORE_THAN_A_BATCH));
        api.breakAfter(1);

        Run broken = apply("--timeout", "1", file.toString());
        api.breakAfter(Integer.MAX_VALUE / 2);
        Run again = apply(file.toString());

        assertThat(broken.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(broken.err())
                .contains(
                        "tollgate: cannot reach the API at " + api.url() + " (the connection broke: ",
                        "500 documents are applied, those from " + file
                                + ":501 on may not be. Apply the same files again");
        assertThat(again.out()).isEqualTo("1,200 documents: 700 created, 0 changed, 500 unchanged\n");
    }

    @Test
    void sendsABatchAgainWhoseAnswerGotLostAndTellsWhatItDidTheFirstTime() throws IOException {
        Path file = file("many.jsonl", customers(MORE_THAN_A_BATCH));
        api.loseAnswers(2);

        Run run = apply("--timeout", "1", file.toString());

        assertThat(run.out()).isEqualTo("1,200 documents: 1,200 created, 0 changed, 0 unchanged\n");
        assertThat(api.requests()).hasSize(5);
    }

    @Test
    void stopsAtTheFirstBatchWithAMistakeAndSaysWhatIsApplied() throws IOException {
        Path file = file(
                "many.jsonl",
                customers(600) + "{\"kind\":\"Subscription\",\"key\":\"s\",\"customer\":\"x\","
                        + "\"plan\":\"gold@1\"}\n" + customers(2_000));

        Run run = apply(file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err())
                .startsWith(file + ":601: customer: there is no customer 'x'\n")
                .contains("500 documents are applied, those from " + file + ":501 on are not.");
        assertThat(api.names()).hasSize(500);
    }

    @Test
    void aDryRunOfManyKnowsWhatEarlierBatchesWouldHaveMade() throws IOException {
        StringBuilder documents = new StringBuilder(PLAN).append(customers(MORE_THAN_A_BATCH));
        for (int i = 0; i < MORE_THAN_A_BATCH; i++) {
            documents.append("{\"kind\":\"Subscription\",\"key\":\"s" + i + "\",\"customer\":\"c" + i
                    + "\",\"plan\":\"gold@1\"}\n");
        }
        for (int i = 0; i < MORE_THAN_A_BATCH; i++) {
            documents.append("{\"kind\":\"Grant\",\"key\":\"g" + i + "\",\"customer\":\"c" + i
                    + "\",\"feature\":\"calls\",\"amount\":1}\n");
        }

        Run run = apply("--dry-run", file("many.jsonl", documents.toString()).toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo("3,601 documents: 3,601 created, 0 changed, 0 unchanged (a dry run: nothing was changed)\n");
        assertThat(api.names()).isEmpty();
        assertThat(api.bodies())
                .allSatisfy(body -> assertThat(body.path("documents").size()).isLessThanOrEqualTo(1_000));
    }

    @Test
    void aDryRunRejectsWhatNoBatchMakesAndNamesItsLine() throws IOException {
        Path file = file(
                "many.jsonl",
                PLAN + customers(600)
                        + "{\"kind\":\"Subscription\",\"key\":\"s\",\"customer\":\"c1\",\"plan\":\"gold@1\"}\n"
                        + "{\"kind\":\"Subscription\",\"key\":\"t\",\"customer\":\"x\",\"plan\":\"gold@1\"}\n");

        Run run = apply("--dry-run", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err())
                .isEqualTo(file + ":603: customer: there is no customer 'x'\ntollgate: nothing is applied\n");
    }

    private static String customers(int number) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < number; i++) {
            lines.append("{\"kind\":\"Customer\",\"key\":\"c")
                    .append(i)
                    .append("\",\"subjects\":[\"s")
                    .append(i)
                    .append("\"]}\n");
        }
        return lines.toString();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Run apply(String... arguments) {
        List<String> all = new ArrayList<>(List.of("apply", "--data", folder.toString()));
        all.addAll(List.of(arguments));
        return Run.in(Map.of(), all.toArray(String[]::new));
    }
}
