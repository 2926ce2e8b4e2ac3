package io.tollgate.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.translate.envoy.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder below {@code src/test/resources} has the sources of a translation, {@code source.yaml}, and beside it all
 * that is written and said. Where it has a folder {@code checked}, descriptors are checked against the limit files there.
 * {@code -Dtollgate.write.golden=true} writes it anew.
 */
final class GoldenTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources");
    private static final TranslationOptions OPTIONS =
            new TranslationOptions(10000, new Address("127.0.0.1", 8081), null);

    @TempDir
    private Path folder;

    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.endsWith("source.yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void whatIsWrittenAndSaidIsAsItWas(Path source) throws IOException {
        Path golden = source.resolveSibling("translated");
        TranslationOptions options = OPTIONS.checkedAgainst(checked(source));
        Translation translation = source(source).translate("source.yaml", Files.readString(source), options);

        new TranslationFolder(folder).write(translation, options);
        Files.write(folder.resolve("report.txt"), translation.report().lines());

        assertThat(LimitFiles.check(folder.resolve("limits"), LimitFileOptions.defaults())
                        .table()
                        .domains())
                .as("what the gateway's loader makes of it")
                .hasSize(translation.limits().size());
        if (Boolean.getBoolean("tollgate.write.golden")) {
            copy(folder, golden);
        }
        assertThat(files(folder)).isEqualTo(files(golden));
        for (String file : files(golden)) {
            assertThat(folder.resolve(file)).as(file).hasSameTextualContentAs(golden.resolve(file));
        }
    }

    private static @Nullable LimitTable checked(Path source) {
        Path limits = source.resolveSibling("checked");
        return Files.exists(limits) ? LimitFiles.load(limits, LimitFileOptions.defaults()) : null;
    }

    static Source source(Path file) {
        String title = GOLDEN.relativize(file).getName(0).toString();
        return Stream.of(Source.values())
                .filter(source -> source.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<String> stale = Files.exists(to) ? new ArrayList<>(files(to)) : new ArrayList<>();
        for (String file : files(from)) {
            Path target = to.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, Files.readString(from.resolve(file)));
            stale.remove(file);
        }
        for (String file : stale) {
            Files.delete(to.resolve(file));
        }
    }
}
