package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TranslateCommandTest {

    private static final String POLICY = """
            type: MeshGlobalRateLimit
            mesh: shop
            name: demo
            spec:
              targetRef: {kind: MeshService, name: backend}
              from: [{default: {http: {requestRate: {num: 10, interval: 1m}}}}]
            """;

    @TempDir
    private Path folder;

    private Path out = Path.of("");

    @BeforeEach
    void nameFolder() {
        out = folder.resolve("moved");
    }

    @Test
    void writesLimitsAndEnvoysConfiguration() throws IOException {
        Run run = translate();

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(written())
                .containsExactly(
                        "envoy/actions.yaml",
                        "envoy/cluster.yaml",
                        "envoy/envoy.yaml",
                        "envoy/filters.yaml",
                        "limits/shop.yaml");
    }

    @Test
    void writesNothingBesideALimitFileOfOthersThatAGatewayRejects() throws IOException {
        own("limits/own.yaml", "domain: own\ndescriptors: [{key: a, rate_limit: {unit: fortnight}}]\n");

        Run run = translate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).contains("own.yaml:2: descriptors[0].rate_limit.unit: invalid rate limit unit");
        assertThat(written()).containsExactly("limits/own.yaml");
    }

    @Test
    void writesNothingIfOthersHaveLimitsOfTheSameDomain() throws IOException {
        own("limits/own/shop.yaml", "domain: shop\n");

        Run run = translate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).contains("shop");
        assertThat(written()).containsExactly("limits/own/shop.yaml");
    }

    @Test
    void writesNothingInThePlaceOfAFileOfOthersOrWithoutAPlaceForTheReport() throws IOException {
        own("envoy/filters.yaml", "http_filters: []\n");

        Run run = translate("--report", folder.resolve("report.json").toString());

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("filters.yaml is there and was not written by tollgate translate");
        assertThat(written()).containsExactly("envoy/filters.yaml");
        assertThat(folder.resolve("report.json")).doesNotExist();

        Files.delete(out.resolve("envoy/filters.yaml"));
        assertThat(translate("--report", folder.resolve("no/report.json").toString())
                        .exitCode())
                .isNotZero();
        assertThat(written()).isEmpty();
    }

    @Test
    void replacesWhatItWroteBeforeAndLeavesTheRestAlone() throws IOException {
        own("limits/own.yaml", "domain: own\n");
        translate();

        Files.writeString(folder.resolve("policy.yaml"), POLICY.replace("mesh: shop", "mesh: other"));
        Run run = run("--report", folder.resolve("report.json").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(written())
                .filteredOn(file -> file.startsWith("limits"))
                .containsExactly("limits/other.yaml", "limits/own.yaml");
        assertThat(folder.resolve("report.json")).content().contains("\"carried\"");
    }

    private void own(String file, String text) throws IOException {
        Path path = out.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Run translate(String... more) throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), POLICY);
        return run(more);
    }

    private Run run(String... more) {
        return Run.of(Stream.concat(
                        Stream.of(
                                "translate",
                                "kong-mesh",
                                folder.resolve("policy.yaml").toString(),
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private List<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
