package io.tollgate.gateway.rls;

import static io.tollgate.gateway.rls.Shop.ask;
import static io.tollgate.gateway.rls.Shop.handler;
import static io.tollgate.gateway.rls.Shop.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.envoy.config.core.v3.HeaderValue;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.RateLimitOverride;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.decision.Decision.LimitDecision;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What draft-ietf-httpapi-ratelimit-headers-11 lets a client know, on request and on denial. */
final class LimitFieldsTest {

    private static final GlobalModes NO_MODES = GlobalModes.NONE;
    private static final ResponseOptions FIELDS = new ResponseOptions(null, false, true, false);
    private static final ResponseOptions PROBLEM = new ResponseOptions(null, false, false, true);
    private static final ResponseOptions ALL =
            new ResponseOptions(new ResponseOptions.HeaderNames("X-Lim", "X-Rem", "X-Res"), false, true, true);
    private static final long MOST = 999_999_999_999_999L;

    private static final String LIMITS = """
            - key: plan
              rate_limits:
                - {name: burst, unit: second, requests_per_unit: 50}
                - {name: tried, unit: minute, requests_per_unit: 0, shadow_mode: true}
                - {name: month, unit: month, requests_per_unit: 1000000, windows: calendar, time_zone: Europe/Berlin}
            - {key: unnamed, rate_limit: {unit: hour, requests_per_unit: 3}}
            - {key: quarters, rate_limit: {unit: minute, unit_multiplier: 15, requests_per_unit: 4}}
            - {key: other, rate_limit: {unit: hour, requests_per_unit: 7}}
            - {key: third, rate_limit: {unit: day, requests_per_unit: 9, name: hour}}
            - {key: tried, shadow_mode: true, rate_limit: {unit: minute, requests_per_unit: 0}}
            - {key: free, rate_limit: {unlimited: true}}
            - {key: observed, observe: true}
            - key: none
              rate_limits:
                - {name: "per minute", unit: minute, requests_per_unit: 0}
                - {name: "per hour", unit: hour, requests_per_unit: 0}
                - {name: "per day", unit: day, requests_per_unit: 5}
            - {key: quota-minute, quota_mode: true, rate_limit: {unit: minute, requests_per_unit: 0}}
            - {key: quota-hour, quota_mode: true, rate_limit: {unit: hour, requests_per_unit: 0}}
            - {key: quota-left, quota_mode: true, rate_limit: {unit: day, requests_per_unit: 1}}
            - {key: none-minute, rate_limit: {unit: minute, requests_per_unit: 0}}
            """;

    private static RateLimitResponse answer(ResponseOptions options, String... keys) {
        return ask(handler(LIMITS, NO_MODES, options), request(keys));
    }

    private static String header(RateLimitResponse response, String name) {
        return response.getResponseHeadersToAddList().stream()
                .filter(header -> header.getKey().equals(name))
                .map(HeaderValue::getValue)
                .collect(Collectors.joining(" and "));
    }

    private static List<String> names(RateLimitResponse response) {
        return response.getResponseHeadersToAddList().stream()
                .map(HeaderValue::getKey)
                .toList();
    }

    @Test
    void tellsEachLimitOfEachDescriptorThatCouldDeny() {
        RateLimitResponse response = answer(FIELDS, "plan", "unnamed");

        assertThat(names(response)).containsExactly("RateLimit-Policy", "RateLimit");
        assertThat(header(response, "RateLimit-Policy"))
                .isEqualTo("\"burst\";q=50;w=1, \"month\";q=1000000;w=2674800, \"hour\";q=3;w=3600");
        assertThat(header(response, "RateLimit"))
                .isEqualTo("\"burst\";r=49;t=1, \"month\";r=999999;t=1856370, \"hour\";r=2;t=2370");
        assertThat(response.getRawBody().isEmpty()).isTrue();
    }

    @Test
    void numbersLimitsThatWouldHaveTheSameName() {
        assertThat(header(answer(FIELDS, "unnamed", "other", "third", "quarters"), "RateLimit-Policy"))
                .isEqualTo("\"hour\";q=3;w=3600, \"hour-2\";q=7;w=3600, \"hour-3\";q=9;w=86400, \"minute\";q=4;w=900");
    }

    @Test
    void tellsALimitOfTheRequestByItsUnit() {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder()
                .setDomain("shop")
                .addDescriptors(Shop.descriptor("unnamed")
                        .setLimit(RateLimitOverride.newBuilder()
                                .setRequestsPerUnit(7)
                                .setUnitValue(2)));

        RateLimitResponse response = ask(handler(LIMITS, NO_MODES, FIELDS), request);

        assertThat(header(response, "RateLimit-Policy")).isEqualTo("\"minute\";q=7;w=60");
        assertThat(header(response, "RateLimit")).isEqualTo("\"minute\";r=6;t=30");
    }

    @Test
    void tellsNothingWhereNoLimitCouldDeny() {
        assertThat(answer(ALL, "tried").getResponseHeadersToAddList())
                .extracting(HeaderValue::getKey)
                .containsExactly("X-Lim", "X-Rem", "X-Res");
        assertThat(answer(ALL, "free", "observed", "nobody").getResponseHeadersToAddList())
                .isEmpty();
    }

    @Test
    void tellsNothingWhileTheWholeGatewayIsInShadowMode() {
        RateLimitHandler handler = handler(LIMITS, new GlobalModes(true, false, ChargeMode.ALL, null), ALL);

        RateLimitResponse response = ask(handler, request("none"));

        assertThat(response.getOverallCode()).isEqualTo(RateLimitResponse.Code.OK);
        assertThat(names(response)).containsExactly("X-Lim", "X-Rem", "X-Res");
        assertThat(response.getRawBody().isEmpty()).isTrue();
    }

    @Test
    void tellsNothingUnlessAskedTo() {
        RateLimitResponse response = answer(ResponseOptions.NONE, "none");

        assertThat(response.getResponseHeadersToAddList()).isEmpty();
        assertThat(response.getRawBody().isEmpty()).isTrue();
    }

    @Test
    void tellsOnDenialWhenToTryAgain() {
        RateLimitResponse response = answer(FIELDS, "none", "unnamed");

        assertThat(names(response)).containsExactly("RateLimit-Policy", "RateLimit", "Retry-After");
        assertThat(header(response, "RateLimit"))
                .isEqualTo("\"per minute\";r=0;t=30, \"per hour\";r=0;t=2370, \"per day\";r=4;t=49170, "
                        + "\"hour\";r=2;t=2370");
        assertThat(header(response, "Retry-After")).isEqualTo("2370");
        assertThat(response.getRawBody().isEmpty()).isTrue();
    }

    @Test
    void saysOnDenialWhichLimitsAreUsedUp() {
        RateLimitResponse response = answer(PROBLEM, "none", "unnamed");

        assertThat(response.getResponseHeadersToAddList())
                .extracting(HeaderValue::getKey, HeaderValue::getValue)
                .containsExactly(tuple("Content-Type", "application/problem+json"), tuple("Cache-Control", "no-store"));
        assertThat(response.getRawBody().toString(UTF_8)).isEqualTo("""
                {"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",\
                "title":"Request cannot be satisfied as assigned quota has been exceeded",\
                "violated-policies":["per minute","per hour"],"reset":2370}""");
    }

    @Test
    void saysNothingMoreOfWhatIsAdmittedWhereOnlyAProblemIsAskedFor() {
        assertThat(answer(PROBLEM, "unnamed").getResponseHeadersToAddList()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "quota-minute quota-hour, 30",
        "quota-hour quota-minute, 30",
        "quota-hour none-minute, 2370",
        "quota-hour quota-left none-minute, 30",
        "quota-hour unnamed, 2370"
    })
    void waitsOfDescriptorsInQuotaModeOnlyForTheFirst(String keys, String seconds) {
        RateLimitResponse response = answer(ALL, keys.split(" "));

        assertThat(response.getOverallCode()).isEqualTo(RateLimitResponse.Code.OVER_LIMIT);
        assertThat(header(response, "Retry-After")).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'café', 'caf%C3%A9'",
                "'50%', '50%25'",
                "'a \"b\" \\ c', 'a \\\"b\\\" \\\\ c'",
                "'smile 😀', 'smile %F0%9F%98%80'",
                "'line\u0000\u007f', 'line%00%7F'"
            })
    void writesNamesAsStructuredFieldsHaveStrings(String name, String written) {
        Decision decision = decision(limit(name, 10), 9);

        assertThat(header(response(FIELDS, decision), "RateLimit")).isEqualTo("\"" + written + "\";r=9;t=5");
    }

    @Test
    void cutsNamesThatAreVeryLong() {
        String name = "é".repeat(200);

        assertThat(header(response(FIELDS, decision(limit(name, 10), 9)), "RateLimit"))
                .isEqualTo("\"" + "%C3%A9".repeat(16) + "\";r=9;t=5");
    }

    @Test
    void tellsNumbersThatAreTooLargeAsTheLargest() {
        RateLimitResponse response = response(FIELDS, decision(limit("large", Long.MAX_VALUE), Long.MAX_VALUE - 1));

        assertThat(header(response, "RateLimit-Policy")).isEqualTo("\"large\";q=999999999999999;w=60");
        assertThat(header(response, "RateLimit")).isEqualTo("\"large\";r=999999999999999;t=5");
    }

    @Test
    void tellsOfVeryManyLimitsThoseThatAClientNeedsMost() {
        List<LimitDecision> limits = IntStream.range(0, 40)
                .mapToObj(i -> new LimitDecision(0, limit("l" + i, 100), i == 39, 40 - i, 5, 60))
                .toList();
        Decision decision = new Decision(true, List.of(descriptor(true)), limits);

        List<StructuredList.Item> told = StructuredList.parse(header(response(ALL, decision), "RateLimit"));

        assertThat(told)
                .extracting(StructuredList.Item::name)
                .containsExactly(IntStream.range(24, 40).mapToObj(i -> "l" + i).toArray(String[]::new));
        assertThat(response(ALL, decision).getRawBody().toString(UTF_8)).contains("\"violated-policies\":[\"l39\"]");
    }

    @Test
    void canBeReadByWhoKnowsStructuredFieldsOnly() {
        Random random = new Random(9651);
        for (int round = 0; round < 2_000; round++) {
            List<LimitDecision> limits = randomLimits(random);
            RateLimitResponse response = response(FIELDS, new Decision(false, List.of(descriptor(false)), limits));

            List<StructuredList.Item> policies = StructuredList.parse(header(response, "RateLimit-Policy"));
            List<StructuredList.Item> fields = StructuredList.parse(header(response, "RateLimit"));

            assertThat(policies).hasSize(limits.size());
            assertThat(policies.stream().map(StructuredList.Item::name)).doesNotHaveDuplicates();
            assertThat(fields.stream().map(StructuredList.Item::name))
                    .containsExactlyElementsOf(
                            policies.stream().map(StructuredList.Item::name).toList());
            for (int i = 0; i < limits.size(); i++) {
                LimitDecision limit = limits.get(i);
                assertThat(decoded(policies.get(i).name())).startsWith(called(limit.limit()));
                assertThat(policies.get(i).parameters())
                        .isEqualTo(Map.of(
                                "q", Math.min(MOST, limit.limit().requestsPerUnit()), "w", limit.windowSeconds()));
                assertThat(fields.get(i).parameters())
                        .isEqualTo(Map.of("r", Math.min(MOST, limit.remaining()), "t", limit.resetSeconds()));
            }
        }
    }

    /** Few characters, so that names are the same often. */
    private static List<LimitDecision> randomLimits(Random random) {
        List<String> characters = List.of("a", "-", "2", "\"", "\\", "%", "\n", "ü", "漢", "😀", " ", ";", ",", "=");
        List<LimitDecision> limits = new ArrayList<>();
        for (int left = 1 + random.nextInt(Policy.MOST); left > 0; left--) {
            String name = random.ints(random.nextInt(4), 0, characters.size())
                    .mapToObj(characters::get)
                    .collect(Collectors.joining());
            Limit limit = limit(name, random.nextLong() >>> (1 + random.nextInt(63)));
            limits.add(new LimitDecision(
                    0,
                    limit,
                    false,
                    random.nextLong() >>> (1 + random.nextInt(63)),
                    1 + random.nextInt(1_000_000),
                    1 + random.nextInt(1_000_000)));
        }
        return limits;
    }

    private static String called(Limit limit) {
        return limit.name().isEmpty() ? "minute" : limit.name();
    }

    private static String decoded(String name) {
        return URLDecoder.decode(name.replace("+", "%2B"), UTF_8);
    }

    private static Limit limit(String name, long requestsPerUnit) {
        return new Limit(name, requestsPerUnit, Unit.MINUTE, Windows.epoch(Unit.MINUTE, 1));
    }

    private static Decision decision(Limit limit, long remaining) {
        return new Decision(
                false, List.of(descriptor(false)), List.of(new LimitDecision(0, limit, false, remaining, 5, 60)));
    }

    private static DescriptorDecision descriptor(boolean over) {
        return new DescriptorDecision(over, limit("shown", 10), 0, 5, false, Map.of());
    }

    private static RateLimitResponse response(ResponseOptions options, Decision decision) {
        return new Responses(options).response(request("any").build(), decision);
    }
}
