package io.tollgate.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.EnvoyFiles;
import io.tollgate.translate.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each example, damaged in many ways, is either translated, with limit files that the gateway takes, or rejected with its
 * file; nothing else comes out of it.
 */
final class MangledSourcesTest {

    private static final int DAMAGES = 150;
    private static final Address GATEWAY = new Address("127.0.0.1", 8081);
    private static final TranslationOptions OPTIONS = new TranslationOptions(10000, GATEWAY, null);
    private static final String CHARACTERS = "{}[]:,- \"'&*!|>%@`a0";
    private static final List<String> INSTEAD = List.of(
            "",
            "null",
            "[]",
            "{}",
            "[a, b]",
            "{ a: b }",
            "-1",
            "0.5",
            "true",
            "''",
            "'*'",
            "\"\\u0000\"",
            "'a b'",
            ": ",
            "- ",
            "'https://'",
            "99999999999999999999",
            "&a [*a]",
            "!!binary x",
            "'{{ . }}'");

    static List<Path> sources() throws IOException {
        return GoldenTest.sources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aDamagedExampleIsTranslatedOrRejectedWithItsPlace(Path example) throws IOException {
        List<String> lines = Files.readAllLines(example);
        Random random = new Random(lines.size());
        for (int i = 0; i < DAMAGES; i++) {
            String text = String.join("\n", damaged(lines, random));
            try {
                check(GoldenTest.source(example).translate("source.yaml", text, OPTIONS));
            } catch (SourceException e) {
                assertThat(e).as(text).hasMessageStartingWith("source.yaml");
            } catch (RuntimeException e) {
                fail("neither translated nor rejected:\n" + text, e);
            }
        }
    }

    private static void check(Translation translation) {
        translation.limits().forEach(domain -> {
            try {
                LimitTable.parse("limits.yaml", domain.yaml(), LimitFileOptions.defaults());
            } catch (LimitConfigException e) {
                fail("the gateway rejects what was written:\n" + domain.yaml(), e);
            }
        });
        assertThat(new EnvoyFiles(translation.envoy(), 10000, GATEWAY).all()).isNotEmpty();
        assertThat(translation.report().json()).isNotEmpty();
    }

    private static List<String> damaged(List<String> lines, Random random) {
        List<String> damaged = new ArrayList<>(lines);
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(damaged.size());
            String line = damaged.get(at);
            switch (random.nextInt(8)) {
                case 0 -> damaged.set(at, "");
                case 1 -> damaged.set(at, "  " + line);
                case 2 -> damaged.set(at, line.strip());
                case 3 -> Collections.swap(damaged, at, random.nextInt(damaged.size()));
                case 4 -> damaged.set(at, line.substring(0, random.nextInt(line.length() + 1)));
                case 5 -> damaged.set(at, withOtherCharacter(line, random));
                case 6 -> damaged.add(at, damaged.get(random.nextInt(damaged.size())));
                default -> damaged.set(at, withOtherValue(line, INSTEAD.get(random.nextInt(INSTEAD.size()))));
            }
        }
        return damaged;
    }

    private static String withOtherCharacter(String line, Random random) {
        int at = random.nextInt(line.length() + 1);
        char other = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        return line.substring(0, at) + other + line.substring(Math.min(line.length(), at + random.nextInt(2)));
    }

    private static String withOtherValue(String line, String value) {
        int colon = line.indexOf(": ");
        int dash = line.indexOf("- ");
        int end = colon >= 0 ? colon + 2 : dash >= 0 ? dash + 2 : 0;
        return line.substring(0, end) + value;
    }
}
