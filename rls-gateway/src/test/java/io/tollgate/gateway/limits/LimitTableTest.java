package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.DescriptorEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LimitTableTest {

    @Test
    void appliesARuleWithoutAValueToEveryValueOfItsKey() {
        LimitTable table = table("{key: user, LIMIT}");

        assertThat(path(table, "user", "a")).isEqualTo("user");
        assertThat(path(table, "user", "")).isEqualTo("user");
        assertThat(path(table, "group", "a")).isNull();
    }

    @Test
    void prefersTheRuleWithTheValueToTheRuleWithTheKeyAloneWhateverTheirOrder() {
        LimitTable table = table("{key: ip, LIMIT}, {key: ip, value: 50.0.0.5, LIMIT}");

        assertThat(path(table, "ip", "50.0.0.5")).isEqualTo("ip_50.0.0.5");
        assertThat(path(table, "ip", "50.0.0.6")).isEqualTo("ip");
    }

    @Test
    void tellsUpperFromLowerCase() {
        LimitTable table = table("{key: Key, value: Val, LIMIT}");

        assertThat(path(table, "Key", "Val")).isEqualTo("Key_Val");
        assertThat(path(table, "key", "Val")).isNull();
        assertThat(path(table, "Key", "val")).isNull();
        assertThat(table.match("D", List.of(new DescriptorEntry("Key", "Val")))).isNull();
    }

    @Test
    void appliesNoLimitToARequestDeeperOrShallowerThanTheRules() {
        LimitTable table = table("{key: a, value: b, LIMIT}, {key: c, descriptors: [{key: d, LIMIT}]}");

        assertThat(path(table, "a", "b", "x", "y")).isNull();
        assertThat(path(table, "c", "1")).isNull();
        assertThat(path(table, "c", "1", "d", "2")).isEqualTo("c.d");
        assertThat(path(table, "c", "1", "d", "2", "e", "3")).isNull();
    }

    @Test
    void takesTheLimitOfANodeThatAlsoHasChildren() {
        LimitTable table = table("{key: a, LIMIT, descriptors: [{key: b, LIMIT}]}");

        assertThat(path(table, "a", "1")).isEqualTo("a");
        assertThat(path(table, "a", "1", "b", "2")).isEqualTo("a.b");
        assertThat(path(table, "a", "1", "c", "2")).isNull();
    }

    @Test
    void appliesNoLimitToADescriptorWithoutEntriesOrToAnUnknownDomain() {
        LimitTable table = table("{key: k, LIMIT}");

        assertThat(path(table)).isNull();
        assertThat(table.match("other", List.of(new DescriptorEntry("k", "v")))).isNull();
        assertThat(table.hasDomain("other")).isFalse();
        assertThat(table.hasDomain("d")).isTrue();
    }

    @Test
    void dependsOnTheOrderOfEntries() {
        LimitTable table = table("{key: a, descriptors: [{key: b, LIMIT}]}");

        assertThat(path(table, "b", "1", "a", "1")).isNull();
    }

    @Test
    void doesNotGoBackFromARuleThatSpellsOutTheValue() {
        LimitTable table =
                table("{key: a, value: x, descriptors: [{key: b, LIMIT}]}, {key: a, descriptors: [{key: c, LIMIT}]}");

        assertThat(path(table, "a", "x", "c", "1")).isNull();
        assertThat(path(table, "a", "y", "c", "1")).isEqualTo("a.c");
    }

    @Test
    void doesNotGoBackFromAWildcard() {
        LimitTable table = table("{key: a, value: x*, descriptors: [{key: b, LIMIT}]}, {key: a, value: '*',"
                + " descriptors: [{key: c, LIMIT}]}, {key: a, descriptors: [{key: c, LIMIT}]}");

        assertThat(path(table, "a", "x1", "c", "1")).isNull();
        assertThat(path(table, "a", "y1", "c", "1")).isEqualTo("a_*.c");
    }

    @Test
    void exemptsAValueWhoseRuleHasNoLimit() {
        LimitTable table = table("{key: ip, LIMIT}, {key: ip, value: good}, {key: ip, value: fine*}");

        assertThat(path(table, "ip", "good")).isNull();
        assertThat(path(table, "ip", "finest")).isNull();
        assertThat(path(table, "ip", "bad")).isEqualTo("ip");
    }

    @Test
    void prefersASpelledOutValueToAWildcardAndAWildcardToTheKeyAlone() {
        LimitTable table = table("{key: f, LIMIT}, {key: f, value: test*, LIMIT}, {key: f, value: test1, LIMIT}");

        assertThat(path(table, "f", "test1")).isEqualTo("f_test1");
        assertThat(path(table, "f", "test2")).isEqualTo("f_test*");
        assertThat(path(table, "f", "prod")).isEqualTo("f");
    }

    @Test
    void takesTheFirstOfSeveralWildcardsInTheFileHoweverUnspecific() {
        LimitTable table = table("{key: w, value: f*, LIMIT}, {key: w, value: foo*, LIMIT},"
                + " {key: v, value: foo*, LIMIT}, {key: v, value: f*, LIMIT}");

        assertThat(path(table, "w", "fooz")).isEqualTo("w_f*");
        assertThat(path(table, "v", "fooz")).isEqualTo("v_foo*");
        assertThat(path(table, "v", "fz")).isEqualTo("v_f*");
    }

    @Test
    void takesThePatternThatTheValueIsToTheLetterBeforeEarlierOnes() {
        LimitTable table = table("{key: w, value: '*', LIMIT}, {key: w, value: '/api/*', LIMIT},"
                + " {key: 'k*', LIMIT}, {key: 'k*y', value: 'v*', LIMIT}");

        assertThat(path(table, "w", "/api/*")).isEqualTo("w_/api/*");
        assertThat(path(table, "w", "/api/x")).isEqualTo("w_*");
        assertThat(path(table, "k*y", "v*")).isEqualTo("k*y_v*");
        assertThat(path(table, "k*y", "v1")).isEqualTo("k*");
        assertThat(path(table, "k*", "")).isEqualTo("k*");
    }

    @Test
    void keepsTheFilesOrderBetweenPatternsInKeysAndInValues() {
        LimitTable table = table("{key: a, value: x*, LIMIT}, {key: a*, LIMIT}, {key: a, value: y*, LIMIT}");

        assertThat(path(table, "a", "x1")).isEqualTo("a_x*");
        assertThat(path(table, "a", "y1")).isEqualTo("a*");
        assertThat(path(table, "ab", "y1")).isEqualTo("a*");
    }

    @Test
    void matchesAStarInAKeyAgainstTheKeyAlone() {
        LimitTable table = table("{key: pre*, LIMIT}, {key: '*post', value: v, LIMIT}, {key: k*, value: v*, LIMIT}");

        assertThat(path(table, "pre", "any")).isEqualTo("pre*");
        assertThat(path(table, "prefix", "")).isEqualTo("pre*");
        assertThat(path(table, "a_post", "v")).isEqualTo("*post_v");
        assertThat(path(table, "a_post", "w")).isNull();
        assertThat(path(table, "k1", "v1")).isEqualTo("k*_v*");
        assertThat(path(table, "k1", "w1")).isNull();
        assertThat(path(table, "k", "v")).isEqualTo("k*_v*");
    }

    @Test
    void prefersAPatternInTheKeyToARuleWithTheKeyAlone() {
        LimitTable table = table("{key: prefix, LIMIT}, {key: pre*, LIMIT}, {key: prefix, value: v, LIMIT}");

        assertThat(path(table, "prefix", "v")).isEqualTo("prefix_v");
        assertThat(path(table, "prefix", "w")).isEqualTo("pre*");
    }

    @Test
    void doesNotLetAPatternReachAcrossKeyAndValue() {
        LimitTable table = table("{key: a, value: b*c, LIMIT}");

        assertThat(path(table, "a_bX", "yc")).isNull();
        assertThat(path(table, "a", "bc")).isEqualTo("a_b*c");
    }

    @Test
    void tellsDifferentSplitsOfTheSameTextApart() {
        LimitTable table =
                table("{key: a, value: b_c, LIMIT}, {key: p_q, LIMIT}, {key: x_y, LIMIT}, {key: x, value: y, LIMIT}");

        assertThat(path(table, "a", "b_c")).isEqualTo("a_b_c");
        assertThat(path(table, "a_b", "c")).isNull();
        assertThat(path(table, "p", "q")).isNull();
        assertThat(position(table, "x_y", "1")).isEqualTo("f.yaml:5");
        assertThat(position(table, "x", "y")).isEqualTo("f.yaml:6");
    }

    @Test
    void matchesWildcardsAtAnyLevel() {
        LimitTable table =
                table("{key: outer, value: val*, descriptors: [{key: w, value: goo*, LIMIT}, {key: d, LIMIT}]}");

        assertThat(path(table, "outer", "val1", "w", "goo1")).isEqualTo("outer_val*.w_goo*");
        assertThat(path(table, "outer", "val1", "w", "g")).isNull();
        assertThat(path(table, "outer", "val1", "d", "q")).isEqualTo("outer_val*.d");
        assertThat(path(table, "outer", "v", "d", "q")).isNull();
    }

    @Test
    void letsThePatternStandForTheValueOnlyAtLevelsThatShare() {
        LimitTable table = table("{key: files, value: top/*, share_threshold: true, descriptors: [{key: files,"
                + " value: nested/*, share_threshold: true, LIMIT}, {key: files, LIMIT}]},"
                + " {key: own, value: x*, LIMIT}");

        LimitRule both = rule(table, "files", "top/1", "files", "nested/1");
        LimitRule parentOnly = rule(table, "files", "top/1", "files", "other");

        assertThat(both.sharedPattern(0)).isEqualTo("top/*");
        assertThat(both.sharedPattern(1)).isEqualTo("nested/*");
        assertThat(parentOnly.sharedPattern(0)).isEqualTo("top/*");
        assertThat(parentOnly.sharedPattern(1)).isNull();
        assertThat(rule(table, "own", "x1").sharedPattern(0)).isNull();
    }

    @Test
    void keepsAnExactSiblingOfASharingWildcardApart() {
        LimitTable table =
                table("{key: file, value: test1, LIMIT}, {key: file, value: test*, share_threshold: true, LIMIT}");

        assertThat(rule(table, "file", "test1").sharedPattern(0)).isNull();
        assertThat(rule(table, "file", "test2").sharedPattern(0)).isEqualTo("test*");
    }

    @Test
    void sharesAllValuesUnderAPatternInTheKeyThatHasNoValue() {
        LimitTable table =
                table("{key: pre*, share_threshold: true, LIMIT}, {key: k*, value: v, share_threshold: true, LIMIT}");

        assertThat(rule(table, "prefix", "1").sharedPattern(0)).isEqualTo("*");
        assertThat(rule(table, "k1", "v").sharedPattern(0)).isNull();
    }

    @Test
    void matchesNothingWhenEmpty() {
        LimitTable table = LimitTable.empty();

        assertThat(table.match("d", List.of(new DescriptorEntry("k", "v")))).isNull();
        assertThat(table.describe()).isEmpty();
        assertThat(table.domains()).isEmpty();
        assertThat(table.warnings()).isEmpty();
    }

    /** The first descriptor stands in line 3, each further one in a line of its own. */
    private static LimitTable table(String descriptors) {
        String yaml = "domain: d\ndescriptors: [\n"
                + descriptors.replace("LIMIT", "rate_limit: {unit: day}").replace("}, {", "},\n{") + "]\n";
        return LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
    }

    private static @Nullable String path(LimitTable table, String... keysAndValues) {
        LimitRule rule = table.match("d", entries(keysAndValues));
        return rule == null ? null : rule.path();
    }

    private static String position(LimitTable table, String key, String value) {
        return rule(table, key, value).position();
    }

    private static LimitRule rule(LimitTable table, String... keysAndValues) {
        LimitRule rule = table.match("d", entries(keysAndValues));
        if (rule == null) {
            throw new AssertionError("no limit applies");
        }
        return rule;
    }

    private static List<DescriptorEntry> entries(String... keysAndValues) {
        List<DescriptorEntry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new DescriptorEntry(keysAndValues[i], keysAndValues[i + 1]));
        }
        return entries;
    }
}
