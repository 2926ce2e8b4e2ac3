package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tollgate.gateway.limits.file.Wildcard;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index beside a scan of all candidates by a matcher that knows no pieces. */
final class WildcardIndexTest {

    /** Two of these share the first half of their surrogate pairs, two the second half. */
    private static final List<List<String>> ALPHABETS =
            List.of(List.of("a"), List.of("a", "b"), List.of("a", "b", "c", "_"), List.of("a", "😀", "😁", "🈀"));

    private static final RuleNode NODE = new RuleNode(null, Map.of(), WildcardIndex.of(List.of()));

    private record Pattern(String key, String value) {

        boolean matches(String entryKey, String entryValue) {
            return glob(key, entryKey) && glob(value, entryValue);
        }

        private static boolean glob(String pattern, String text) {
            if (pattern.isEmpty()) {
                return text.isEmpty();
            }
            if (pattern.charAt(0) == '*') {
                return glob(pattern.substring(1), text) || (!text.isEmpty() && glob(pattern, text.substring(1)));
            }
            return !text.isEmpty()
                    && pattern.charAt(0) == text.charAt(0)
                    && glob(pattern.substring(1), text.substring(1));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsTheFirstInFileOrderThatAScanFinds(long seed) {
        Random random = new Random(seed);
        for (int set = 0; set < 500; set++) {
            List<String> alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
            List<Pattern> patterns = patterns(random, alphabet);
            WildcardIndex index = index(patterns);

            for (int i = 0; i < 40; i++) {
                String key = text(random, alphabet, 4);
                String value = text(random, alphabet, 7);

                assertThat(place(index.first(key, value, null)))
                        .as("seed %d: (%s, %s) in %s", seed, key, value, patterns)
                        .isEqualTo(scan(patterns, key, value));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void keepsTheBestFromElsewhereUnlessOneBeforeItMatches(long seed) {
        Random random = new Random(seed);
        for (int set = 0; set < 500; set++) {
            List<String> alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
            List<Pattern> patterns = patterns(random, alphabet);
            WildcardIndex index = index(patterns);
            int place = 2 * random.nextInt(patterns.size() + 1) + 1;
            Candidate best = new Candidate(place, new Wildcard("elsewhere"), new Wildcard("*"), NODE);
            String key = text(random, alphabet, 4);
            String value = text(random, alphabet, 7);

            int first = scan(patterns, key, value);

            assertThat(place(index.first(key, value, best)))
                    .as("seed %d: (%s, %s) in %s", seed, key, value, patterns)
                    .isEqualTo(first < 0 ? place : Math.min(first, place));
        }
    }

    @Test
    void comparesLiteralsWhoseHashesAreEqual() {
        WildcardIndex index = index(List.of("Aa*", "BB*", "*Aa", "*BB", "*Aa*", "*BB*").stream()
                .map(value -> new Pattern("k", value))
                .toList());

        assertThat(place(index.first("k", "BBx", null))).isEqualTo(2);
        assertThat(place(index.first("k", "xBB", null))).isEqualTo(6);
        assertThat(place(index.first("k", "xBBx", null))).isEqualTo(10);
        assertThat(place(index.first("k", "xCCx", null))).isEqualTo(-1);
    }

    @Test
    void allocatesNothing() {
        List<Pattern> patterns = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            patterns.add(new Pattern("k", "v" + i + "/*"));
            patterns.add(new Pattern("k" + i + "*", "*." + i));
            patterns.add(new Pattern("*", "*<" + i + ">*"));
        }
        WildcardIndex index = index(patterns);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        index.first("k", "warms up", null);

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            requireNonNull(index.first("k", "v77/index.html", null), "start");
            requireNonNull(index.first("k88z", "file.88", null), "end");
            requireNonNull(index.first("z", "some <99> text", null), "between");
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private static List<Pattern> patterns(Random random, List<String> alphabet) {
        List<Pattern> patterns = new ArrayList<>();
        for (int i = random.nextInt(40); i >= 0; i--) {
            boolean oneKey = random.nextInt(3) == 0;
            patterns.add(new Pattern(oneKey ? "a" : pattern(random, alphabet, 3), pattern(random, alphabet, 6)));
        }
        return patterns;
    }

    private static WildcardIndex index(List<Pattern> patterns) {
        return WildcardIndex.of(IntStream.range(0, patterns.size())
                .mapToObj(i -> new Candidate(
                        2 * i, new Wildcard(patterns.get(i).key), new Wildcard(patterns.get(i).value), NODE))
                .toList());
    }

    private static int scan(List<Pattern> patterns, String key, String value) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(key, value)) {
                return 2 * i;
            }
        }
        return -1;
    }

    private static int place(@Nullable Candidate candidate) {
        return candidate == null ? -1 : candidate.place();
    }

    private static String pattern(Random random, List<String> alphabet, int longest) {
        List<String> withStars = new ArrayList<>(alphabet);
        withStars.addAll(List.of("*", "*"));
        return text(random, withStars, longest);
    }

    private static String text(Random random, List<String> alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.append(alphabet.get(random.nextInt(alphabet.size())));
        }
        return text.toString();
    }
}
