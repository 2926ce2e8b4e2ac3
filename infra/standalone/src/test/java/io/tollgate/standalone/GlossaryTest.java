package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages on the design name classes: they must be there, and the terms of accounting must be in the glossary. */
final class GlossaryTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Path DESIGN = ROOT.resolve(Path.of("docs", "design"));
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");

    private static final String ACCOUNTING =
            Path.of("main", "java", "io", "tollgate", "accounting").toString();
    private static final String SUFFIX = ".java";
    private static final String BUILT = "target" + File.separator;

    /** Names of the rate limit service's protocol and of Kafka, not of classes here. */
    private static final Set<String> OTHERS_NAMES = Set.of("ShouldRateLimit");

    @ParameterizedTest
    @ValueSource(strings = {"glossary.md", "architecture.md"})
    void eachClassThatIsNamedIsThere(String page) throws IOException {
        Set<String> named = classesIn(page);
        named.removeAll(OTHERS_NAMES);
        named.removeAll(sources(ROOT, "src"));

        assertThat(named).isEmpty();
    }

    @Test
    void eachTermOfAccountingIsInTheGlossary() throws IOException {
        Set<String> terms = sources(ROOT.resolve("schemas"), ACCOUNTING);
        terms.remove("package-info");

        assertThat(terms).isNotEmpty();
        assertThat(classesIn("glossary.md")).containsAll(terms);
    }

    private static Set<String> classesIn(String page) throws IOException {
        return CLASS.matcher(Files.readString(DESIGN.resolve(page)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the names of the classes whose sources are in folders with a name. */
    private static Set<String> sources(Path root, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(SUFFIX) && file.contains(folder) && !file.contains(BUILT))
                    .map(file -> Path.of(file).getFileName().toString().replace(SUFFIX, ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
