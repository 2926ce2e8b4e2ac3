package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {

    private static final Path SAMPLES = Path.of("..", "samples", "limits");

    @TempDir
    private Path folder;

    @Test
    void acceptsTheSamplesWithoutAWarning() {
        Run run = Run.of("check", SAMPLES.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("OK: 3 limits in 1 domain");
    }

    @Test
    void saysFileLinePathAndReasonOfAnError() throws IOException {
        limits("shop.yaml", "shop", "fortnight");

        Run run = Run.of("check", folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err())
                .contains("shop.yaml:5: descriptors[0].rate_limit.unit: invalid rate limit unit 'fortnight'");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void warnsOfMonthsOfThirtyDays() throws IOException {
        limits("shop.yaml", "shop", "month");

        assertThat(Run.of("check", folder.toString()).err()).startsWith("warning: shop.yaml:");
        assertThat(Run.of("check", "--windows", "calendar", folder.toString()).err())
                .isEmpty();
        assertThat(Run.in(Map.of("TOLLGATE_WINDOWS", "calendar"), "check", folder.toString())
                        .err())
                .isEmpty();
    }

    @Test
    void warnsOfWhatIsLikelyNotMeantAndStillEndsWithZero() throws IOException {
        Files.writeString(folder.resolve("shop.yaml"), """
                domain: shop
                descriptors:
                  - {key: path, value: "*", rate_limit: {unit: day, requests_per_unit: 0100}}
                  - {key: path, value: /api/*, rate_limit: {unit: day}}
                """);

        Run run = Run.of("check", folder.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("OK: 2 limits in 1 domain");
        assertThat(run.err().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("warning: shop.yaml:"))
                .anyMatch(line -> line.contains("0100 is 64"))
                .anyMatch(line -> line.contains("requests_per_unit is missing"))
                .anyMatch(line -> line.contains("'path_/api/*' never applies"));
    }

    @Test
    void warnsOfAnEmptyFolder() {
        Run run = Run.of("check", folder.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("there is no limit file in this folder, so nothing is limited");
    }

    @Test
    void mergesADomainOfTwoFilesWhenTold() throws IOException {
        limits("one.yaml", "shop", "day");
        Files.writeString(folder.resolve("two.yaml"), """
                domain: shop
                descriptors:
                  - key: path
                    rate_limit: {unit: day, requests_per_unit: 2}
                """);

        assertThat(Run.of("check", folder.toString()).exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(Run.of("check", "--merge-domain-config", folder.toString()).exitCode())
                .isZero();
        assertThat(Run.in(Map.of("MERGE_DOMAIN_CONFIG", "true"), "check", folder.toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void rejectsOnRequestWhatOnlyTollgateKnows() throws IOException {
        Files.writeString(
                folder.resolve("own.yaml"),
                "domain: own\ndescriptors: [{key: a, rate_limit: {unit: day, unit_multiplier: 2}}]\n");

        assertThat(Run.of("check", folder.toString()).exitCode()).isZero();
        Run run = Run.of("check", "--reference", folder.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).contains("own.yaml:2:", "unknown key 'unit_multiplier'", "only Tollgate knows it");
    }

    @Test
    void rejectsAFolderThatIsNotThere() {
        Run run = Run.of("check", folder.resolve("nowhere").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("nowhere is not a folder");
    }

    @Test
    void rejectsAnUnknownKindOfWindows() {
        Run run = Run.of("check", "--windows", "lunar", folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("'lunar' (expected: one of epoch, calendar)");
    }

    private void limits(String file, String domain, String unit) throws IOException {
        Files.writeString(folder.resolve(file), """
                domain: DOMAIN
                descriptors:
                  - key: customer
                    rate_limit:
                      unit: UNIT
                      requests_per_unit: 1
                """.replace("DOMAIN", domain).replace("UNIT", unit));
    }
}
