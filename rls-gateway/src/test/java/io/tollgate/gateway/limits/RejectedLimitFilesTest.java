package io.tollgate.gateway.limits;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RejectedLimitFilesTest {

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsWithFileLinePathAndTheReferencesReason(String yaml, String message) {
        assertThatThrownBy(() -> LimitTable.parse("f.yaml", yaml, LimitFileOptions.defaults()))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> rejected() {
        return Stream.of(
                of("text that is not YAML", "'''", "f.yaml:1: error loading config file: "),
                of("YAML broken further down", "domain: d\ndescriptors:\n  - {key: a\n", "f.yaml:4: error loading"),
                of("a control character", "domain: d\n# \u0001\n", "f.yaml:2: error loading config file: "),
                of(
                        "a list at the root",
                        "- domain: d",
                        "f.yaml:1: error loading config file: expected a map, found a list"),
                of("text at the root", "hello", "f.yaml:1: error loading config file: expected a map, found hello"),
                of(
                        "a negative number",
                        limit("unit: day, requests_per_unit: -1"),
                        "f.yaml:2: descriptors[0].rate_limit.requests_per_unit: error loading config file: expected a whole number from 0 to 9223372036854775807, found -1"),
                of(
                        "a number above 63 bits",
                        limit("unit: day, requests_per_unit: 9223372036854775808"),
                        "error checking config"),
                of("text for a number", limit("unit: day, requests_per_unit: many"), "error loading config file"),
                of("a quoted number", limit("unit: day, requests_per_unit: '5'"), "error loading config file"),
                of(
                        "text for a bool",
                        descriptor("key: a, shadow_mode: maybe"),
                        "f.yaml:2: descriptors[0].shadow_mode: error loading config file: expected true or false, found maybe"),
                of("a quoted bool", descriptor("key: a, shadow_mode: 'true'"), "error loading config file"),
                of("a number for a bool", descriptor("key: a, quota_mode: 1"), "error loading config file"),
                of(
                        "text for rate_limit",
                        descriptor("key: a, rate_limit: 5/day"),
                        "descriptors[0].rate_limit: error loading config file"),
                of(
                        "a map for descriptors",
                        "domain: d\ndescriptors:\n  key: a\n",
                        "f.yaml:2: descriptors: error loading config file: expected a list, found a map"),
                of("text for descriptors", "domain: d\ndescriptors: x", "descriptors: error loading config file"),
                of("a map for text", "domain: {}", "domain: error loading config file: expected text, found a map"),
                of(
                        "a scalar for metadata",
                        descriptor("key: a, metadata: hello"),
                        "descriptors[0].metadata: error loading config file"),
                of(
                        "a list for metadata",
                        descriptor("key: a, metadata: [x]"),
                        "descriptors[0].metadata: error loading config file"),
                of(
                        "a merge of something that is no map",
                        descriptor("<<: 5, key: a"),
                        "error loading config file: map merge requires map"),
                of("a number as a name", "0.25: d", "f.yaml:1: config error, key is not of type string: 0.25"),
                of(
                        "a truth value as a name",
                        "domain: d\nyes: d",
                        "f.yaml:2: config error, key is not of type string: yes"),
                of("a list as a name", "? [a]\n: b", "config error, key is not of type string: a list"),
                of(
                        "an unknown name at the root",
                        "domain: d\nrules: []",
                        "f.yaml:2: rules: config error, unknown key 'rules'"),
                of("a name in the wrong case", "Domain: d", "config error, unknown key 'Domain'"),
                of(
                        "an unknown name in a descriptor",
                        "domain: d\ndescriptors:\n  - key: a\n    ratelimit:\n",
                        "f.yaml:4: descriptors[0].ratelimit: config error, unknown key 'ratelimit'"),
                of(
                        "an unknown name in replaces",
                        limit("unit: day, replaces: [{nam: a}]"),
                        "rate_limit.replaces[0].nam: config error, unknown key 'nam'"),
                of(
                        "text as a list element",
                        "domain: d\ndescriptors:\n  - a\n",
                        "f.yaml:3: descriptors[0]: config error, yaml file contains list of type other than map: a"),
                of(
                        "null as a list element",
                        "domain: d\ndescriptors:\n  -\n",
                        "descriptors[0]: config error, yaml file contains list of type other than map: null"),
                of(
                        "a list as a list element",
                        "domain: d\ndescriptors: [[]]",
                        "yaml file contains list of type other than map: a list"),
                of(
                        "text in replaces",
                        limit("unit: day, replaces: [x]"),
                        "rate_limit.replaces[0]: config error, yaml file contains list of type other than map: x"),
                of(
                        "an unquoted float",
                        descriptor("key: a, value: 1.5"),
                        "descriptors[0].value: error checking config: 1.5"),
                of(
                        "a whole number above 64 bits",
                        descriptor("key: a, value: 9223372036854775808"),
                        "error checking config"),
                of("a float for a number", limit("unit: day, requests_per_unit: 1e3"), "error checking config"),
                of("infinity for a bool", descriptor("key: a, shadow_mode: -.inf"), "error checking config"),
                of("an empty file", "", "f.yaml:1: config file cannot have empty domain"),
                of("a file of comments", "# nothing\n", "config file cannot have empty domain"),
                of("no domain", "descriptors:\n  - key: k\n", "f.yaml:1: config file cannot have empty domain"),
                of(
                        "an empty domain",
                        "descriptors: []\ndomain: ''",
                        "f.yaml:2: domain: config file cannot have empty domain"),
                of(
                        "no key",
                        "domain: d\ndescriptors:\n  - key: a\n  - value: v\n",
                        "f.yaml:4: descriptors[1]: descriptor has empty key"),
                of("a null key", descriptor("key: ~"), "descriptors[0].key: descriptor has empty key"),
                of(
                        "a descriptor twice",
                        "domain: d\ndescriptors:\n  - {key: a, value: b}\n  - {key: a, value: b}\n",
                        "f.yaml:4: descriptors[1]: duplicate descriptor composite key 'd.a_b' (first in f.yaml:3)"),
                of(
                        "a nested descriptor twice",
                        descriptor("key: p, value: q, descriptors: [{key: a}, {key: a, value: ''}]"),
                        "descriptors[0].descriptors[1]: duplicate descriptor composite key 'd.p_q.a'"),
                of(
                        "a wildcard twice",
                        "domain: d\ndescriptors: [{key: a, value: x*}, {key: a, value: x*}]",
                        "duplicate descriptor composite key 'd.a_x*'"),
                of(
                        "no unit",
                        limit("requests_per_unit: 5"),
                        "f.yaml:2: descriptors[0].rate_limit: invalid rate limit unit ''"),
                of("an empty rate limit", descriptor("key: a, rate_limit: {}"), "invalid rate limit unit ''"),
                of(
                        "a unit that does not exist",
                        "domain: d\ndescriptors:\n- key: a\n- key: b\n- key: c\n  rate_limit:\n    unit: fortnight\n",
                        "f.yaml:7: descriptors[2].rate_limit.unit: invalid rate limit unit 'fortnight'"),
                of("the unit unknown", limit("unit: unknown"), "invalid rate limit unit 'unknown'"),
                of(
                        "unlimited with a unit",
                        limit("unlimited: true, unit: day"),
                        "rate_limit.unit: should not specify rate limit unit when unlimited"),
                of(
                        "unlimited with windows",
                        limit("unlimited: true, windows: calendar"),
                        "rate_limit.windows: should not specify windows when unlimited"),
                of(
                        "an empty replaces entry",
                        limit("unit: day, replaces: [{name: }]"),
                        "rate_limit.replaces[0].name: should not have an empty replaces entry"),
                of(
                        "a limit that replaces itself",
                        limit("unit: day, name: s, replaces: [{name: r}, {name: s}]"),
                        "rate_limit.replaces[1].name: replaces should not contain name of same descriptor"),
                of(
                        "sharing without a wildcard",
                        descriptor("key: a, value: b, share_threshold: true"),
                        "descriptors[0].share_threshold: share_threshold can only be used with wildcard values (containing '*'), but found key 'a_b'"),
                of(
                        "sharing without a value",
                        descriptor("key: a, share_threshold: true"),
                        "(containing '*'), but found key 'a'"),
                of(
                        "metadata that is not Unicode",
                        descriptor("key: a, metadata: {x: !!binary /w==}"),
                        "descriptors[0].metadata.x: error parsing metadata: "),
                of(
                        "metadata with half a surrogate pair",
                        descriptor("key: a, metadata: {x: \"\\ud800\"}"),
                        "error parsing metadata: "),
                of(
                        "a number in quotes",
                        limit("unit: day, requests_per_unit: \"5\""),
                        "found the text \"5\" (take away the quotes)"),
                of(
                        "a truth value in quotes",
                        descriptor("key: a, shadow_mode: 'yes'"),
                        "expected true or false, found the text \"yes\" (take away the quotes)"),
                of(
                        "an unknown name in a rate limit",
                        limit("unit: day, burst: 2"),
                        "descriptors[0].rate_limit.burst: config error, unknown key 'burst'"),
                of(
                        "windows of an unknown kind",
                        "domain: d\nwindows: lunar",
                        "f.yaml:2: windows: invalid windows 'lunar' (expected: epoch or calendar)"),
                of(
                        "an unknown time zone",
                        "domain: d\nwindows: calendar\ntime_zone: Mars/Olympus",
                        "f.yaml:3: time_zone: unknown time_zone 'Mars/Olympus'"),
                of(
                        "an offset for a time zone",
                        "domain: d\nwindows: calendar\ntime_zone: '+02:00'",
                        "time_zone: unknown time_zone '+02:00'"),
                of(
                        "a time zone without calendar windows",
                        "domain: d\ntime_zone: Europe/Berlin",
                        "f.yaml:2: time_zone: time_zone has no meaning for windows aligned to the epoch"),
                of(
                        "a time zone beside epoch windows in a limit",
                        "domain: d\nwindows: calendar\ndescriptors: [{key: a, rate_limit: {unit: day, windows: epoch, time_zone: Europe/Berlin}}]",
                        "f.yaml:3: descriptors[0].rate_limit.time_zone: time_zone has no meaning"),
                of(
                        "keys longer than a counter's key",
                        descriptor("key: " + "k".repeat(4096)),
                        "descriptors[0]: domain, keys and values down to here have more than 4096 characters"));
    }

    private static Arguments of(String name, String yaml, String message) {
        return Arguments.of(Named.of(name, yaml), message);
    }

    private static String descriptor(String fields) {
        return "domain: d\ndescriptors: [{" + fields + "}]\n";
    }

    private static String limit(String fields) {
        return descriptor("key: a, rate_limit: {" + fields + "}");
    }
}
