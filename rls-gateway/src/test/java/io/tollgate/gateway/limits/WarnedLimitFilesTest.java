package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.Limit;
import org.junit.jupiter.api.Test;

/** What envoyproxy/ratelimit silently ignores is accepted, so that its files go on working, but not silently. */
final class WarnedLimitFilesTest {

    @Test
    void ignoresANameInTheWrongMapAndSaysWhereItBelongs() {
        LimitTable table = parse("""
                domain: d
                unit: day
                descriptors:
                  - key: a
                    name: n
                    rate_limit: {unit: day, requests_per_unit: 1, shadow_mode: true}
                """);

        assertThat(table.warnings())
                .containsExactly(
                        "f.yaml:2: unit: 'unit' is ignored: it belongs to rate_limit, not to the root",
                        "f.yaml:5: descriptors[0].name: 'name' is ignored: it belongs to rate_limit or an entry of"
                                + " replaces, not to a descriptor",
                        "f.yaml:6: descriptors[0].rate_limit.shadow_mode: 'shadow_mode' is ignored: it belongs to a"
                                + " descriptor, not to rate_limit");
        assertThat(table.rules().get(0).shadowMode()).isFalse();
        assertThat(table.rules().get(0).limits()).extracting(Limit::name).containsExactly("");
    }

    @Test
    void takesTheLastOfANameThatIsGivenTwice() {
        LimitTable table = parse("""
                domain: d
                descriptors:
                  - key: a
                    rate_limit: {unit: day, requests_per_unit: 1,
                      requests_per_unit: 2}
                    metadata: {x: 1, x: 2}
                """);

        assertThat(table.rules().get(0).limits())
                .extracting(Limit::requestsPerUnit)
                .containsExactly(2L);
        assertThat(table.rules().get(0).metadata()).containsEntry("x", 2.0);
        assertThat(table.warnings())
                .containsExactlyInAnyOrder(
                        "f.yaml:5: descriptors[0].rate_limit.requests_per_unit: 'requests_per_unit' is given twice in"
                                + " one map (first in line 4); the last one counts",
                        "f.yaml:6: descriptors[0].metadata.x: 'x' is given twice in one map (first in line 6); the last"
                                + " one counts");
    }

    @Test
    void ignoresANonsenseUnitOfAnUnlimitedLimit() {
        LimitTable table =
                parse("domain: d\ndescriptors: [{key: a, rate_limit: {unlimited: true, unit: fortnight}}]\n");

        assertThat(table.rules().get(0).unlimited()).isTrue();
        assertThat(table.warnings()).singleElement().asString().contains("unit 'fortnight' is ignored");
    }

    @Test
    void stillRejectsWhatOnlyTollgateKnowsInTheWrongMap() {
        assertThatThrownBy(() -> parse("domain: d\ndescriptors: [{key: a, rate_limit: {unit: day, observe: true}}]\n"))
                .hasMessageContaining(
                        "f.yaml:2: descriptors[0].rate_limit.observe: config error, unknown key 'observe'");
    }

    @Test
    void looksAtNamesBeforeAnythingElseAndAtADescriptorBeforeItsChildren() {
        assertThatThrownBy(() -> parse("descriptors: [{key: a, bogus: 1}]\n"))
                .hasMessageContaining("unknown key 'bogus'");
        assertThatThrownBy(() -> parse("""
                        domain: d
                        descriptors:
                          - key: a
                            share_threshold: true
                            descriptors: [{key: b, rate_limit: {unit: eon}}]
                        """))
                .hasMessageContaining("share_threshold can only be used with wildcard values");
        assertThatThrownBy(() -> parse("""
                        domain: d
                        descriptors:
                          - {key: a}
                          - {key: a, rate_limit: {unit: eon}}
                        """)).hasMessageContaining("duplicate descriptor composite key 'd.a'");
    }

    private static LimitTable parse(String yaml) {
        return LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults());
    }
}
