package io.tollgate.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every conformance case by name, as {@code integration-tests/conformance/run} sees it. */
final class ConformanceIT {

    private static final Duration ALL_CASES = Duration.ofMinutes(10);
    private static final List<String> AS_EXPECTED = List.of("PASS", "DIFFERENT");

    /** What the command prints for one case asked in one way: outcome, way, settings, name, and why. */
    private static final Pattern LINE =
            Pattern.compile("(PASS|DIFFERENT|FAIL|NOT_DIFFERENT|SKIP)  (\\S+)  (\\S+)  (\\S+)(?:  -- (.*))?");

    @TestFactory
    List<DynamicContainer> tollgateAnswersAsTheReferenceDoesOrAsDocumented() {
        Map<String, List<DynamicTest>> tests = run().lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.groupingBy(
                        line -> line.group(2) + ", profile " + line.group(3),
                        LinkedHashMap::new,
                        Collectors.mapping(ConformanceIT::test, Collectors.toList())));
        return tests.entrySet().stream()
                .map(group -> DynamicContainer.dynamicContainer(group.getKey(), group.getValue()))
                .toList();
    }

    private static DynamicTest test(Matcher line) {
        String outcome = line.group(1);
        String why = line.group(5);
        return DynamicTest.dynamicTest(
                line.group(4),
                () -> assertThat(outcome)
                        .as("%s over %s: %s", line.group(4), line.group(2), why)
                        .isIn(AS_EXPECTED));
    }

    private static String run() {
        Path folder = Path.of(requireNonNull(
                System.getProperty("tollgate.conformance"),
                "tollgate.conformance is not set: run the tests with mvn verify"));
        List<String> command = List.of(
                "bash", folder.resolve("run").toString(), "--docs", "check", "--class-path", ChildProcess.classPath());
        try (ChildProcess cases = ChildProcess.start("conformance", command, Map.of())) {
            cases.awaitExit(ALL_CASES);
            assertThat(cases.output()).containsPattern("grpc: \\d+ of \\d+");
            return cases.output();
        }
    }
}
