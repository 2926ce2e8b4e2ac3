package io.tollgate.gateway.rls;

import static io.tollgate.gateway.rls.Shop.ask;
import static io.tollgate.gateway.rls.Shop.descriptor;
import static io.tollgate.gateway.rls.Shop.handler;
import static io.tollgate.gateway.rls.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.util.JsonFormat;
import io.tollgate.envoy.config.core.v3.HeaderValue;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.RateLimitOverride;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.rls.ResponseOptions.HeaderNames;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What responses tell beyond the verdict: headers and dynamic metadata. */
final class ResponsesTest {

    private static final GlobalModes NO_MODES = GlobalModes.NONE;
    private static final ResponseOptions HEADERS =
            new ResponseOptions(new HeaderNames("X-Lim", "X-Rem", "X-Res"), false, false, false);
    private static final ResponseOptions METADATA = new ResponseOptions(null, true, false, false);

    private static String headers(RateLimitResponse response) {
        StringBuilder text = new StringBuilder();
        for (HeaderValue header : response.getResponseHeadersToAddList()) {
            text.append(header.getKey()).append('=').append(header.getValue()).append(' ');
        }
        return text.toString().strip();
    }

    private static String json(RateLimitResponse response) throws InvalidProtocolBufferException {
        return JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .sortingMapKeys()
                .print(response.getDynamicMetadata());
    }

    private static final String TWO = """
            - {key: wide, rate_limit: {unit: hour, requests_per_unit: 100}}
            - {key: tight, rate_limit: {unit: minute, requests_per_unit: 10}}
            - {key: tight2, rate_limit: {unit: day, requests_per_unit: 10}}
            - {key: none, rate_limit: {unit: minute, requests_per_unit: 0}}
            - {key: none2, rate_limit: {unit: hour, requests_per_unit: 0}}
            - {key: shadowed, shadow_mode: true, rate_limit: {unit: minute, requests_per_unit: 0}}
            - {key: quota, quota_mode: true, rate_limit: {unit: minute, requests_per_unit: 0}}
            - {key: free, rate_limit: {unlimited: true}}
            """;

    @Test
    void showsTheFirstOfTheLimitsThatHaveLeastLeft() {
        RateLimitHandler handler = handler(TWO, NO_MODES, HEADERS);

        assertThat(headers(ask(handler, request("wide", "tight", "tight2")))).isEqualTo("X-Lim=10 X-Rem=9 X-Res=30");
    }

    @Test
    void showsTheLastLimitThatRejectsWhateverElseIsLeft() {
        RateLimitHandler handler = handler(TWO, NO_MODES, HEADERS);

        assertThat(headers(ask(handler, request("none", "none2", "wide")))).isEqualTo("X-Lim=0 X-Rem=0 X-Res=2370");
    }

    @Test
    void letsShadowAndQuotaTakePartWithNothingLeftButNotReject() {
        assertThat(headers(ask(handler(TWO, NO_MODES, HEADERS), request("tight", "shadowed"))))
                .isEqualTo("X-Lim=0 X-Rem=0 X-Res=30");
        assertThat(headers(ask(handler(TWO, NO_MODES, HEADERS), request("quota", "none2"))))
                .isEqualTo("X-Lim=0 X-Rem=0 X-Res=2370");
    }

    @Test
    void showsHeadersOfADenialThatTheGlobalShadowModeAdmits() {
        RateLimitResponse response =
                ask(handler(TWO, new GlobalModes(true, false, ChargeMode.ALL, null), HEADERS), request("none", "wide"));

        assertThat(response.getOverallCode()).isEqualTo(RateLimitResponse.Code.OK);
        assertThat(headers(response)).isEqualTo("X-Lim=0 X-Rem=0 X-Res=30");
    }

    @Test
    void showsNoHeadersWhereNoLimitApplies() {
        assertThat(headers(ask(handler(TWO, NO_MODES, HEADERS), request("free", "nobody"))))
                .isEmpty();
        assertThat(headers(ask(handler(TWO, NO_MODES, ResponseOptions.NONE), request("tight"))))
                .isEmpty();
    }

    @Test
    void tellsNoMetadataUnlessAskedTo() {
        assertThat(ask(handler(TWO, NO_MODES, ResponseOptions.NONE), request("tight"))
                        .hasDynamicMetadata())
                .isFalse();
    }

    @Test
    void tellsTheRequest() throws InvalidProtocolBufferException {
        RateLimitRequest.Builder request = request("tight").setHitsAddend(3);
        request.addDescriptors(descriptor("other")
                .addEntries(RateLimitDescriptor.Entry.newBuilder().setKey("k2"))
                .setHitsAddend(UInt64Value.of(0))
                .setLimit(RateLimitOverride.newBuilder().setRequestsPerUnit(7).setUnitValue(3)));

        assertThat(json(ask(handler(TWO, NO_MODES, METADATA), request))).isEqualTo("""
                {"descriptors":[{"entries":["tight\\u003dv"]},\
                {"entries":["other\\u003dv","k2\\u003d"],"hitsAddend":0.0,"limit":"requests_per_unit:7 unit:HOUR"}],\
                "domain":"shop","hitsAddend":3.0}""");
    }

    private static final String WITH_METADATA = """
            - key: first
              metadata: {plan: gold, nested: {a: 1, list: [1, x]}, empty: null}
              rate_limit: {unit: minute, requests_per_unit: 10}
            - key: second
              metadata: {plan: silver, nested: {a: 2, b: true, list: [2]}, more: {c: d}}
              rate_limit: {unit: minute, requests_per_unit: 10}
            - key: over
              metadata: {over: true}
              rate_limit: {unit: minute, requests_per_unit: 0}
            - key: shadowed
              shadow_mode: true
              metadata: {shadowed: true}
              rate_limit: {unit: minute, requests_per_unit: 0}
            - key: free
              metadata: {free: true}
              rate_limit: {unlimited: true}
            - key: detailed
              detailed_metric: true
              metadata: {detailed: true}
              rate_limit: {unit: minute, requests_per_unit: 10}
            """;

    private static String metadataOf(RateLimitHandler handler, String... keys) throws InvalidProtocolBufferException {
        RateLimitResponse response = ask(handler, request(keys));
        return response.getDynamicMetadata().containsFields("metadata")
                ? JsonFormat.printer()
                        .omittingInsignificantWhitespace()
                        .sortingMapKeys()
                        .print(response.getDynamicMetadata().getFieldsOrThrow("metadata"))
                : "";
    }

    @Test
    void mergesTheMetadataOfRulesThatPassedTheFirstValueWinning() throws InvalidProtocolBufferException {
        RateLimitHandler handler = handler(WITH_METADATA, NO_MODES, METADATA);

        assertThat(metadataOf(handler, "first", "second")).isEqualTo("""
                {"empty":null,"more":{"c":"d"},"nested":{"a":1.0,"b":true,"list":[1.0,"x"]},"plan":"gold"}""");
    }

    @Test
    void mergesNothingIntoWhatOtherRequestsAreTold() throws InvalidProtocolBufferException {
        RateLimitHandler handler = handler(WITH_METADATA, NO_MODES, METADATA);
        String alone = metadataOf(handler, "first");

        metadataOf(handler, "first", "second");

        assertThat(metadataOf(handler, "first")).isEqualTo(alone).doesNotContain("more");
    }

    @Test
    void tellsOnlyOfRulesThatPassedAndCharged() throws InvalidProtocolBufferException {
        RateLimitHandler handler = handler(WITH_METADATA, NO_MODES, METADATA);

        assertThat(metadataOf(handler, "over", "free", "nobody")).isEmpty();
        assertThat(metadataOf(handler, "shadowed", "detailed")).isEqualTo("{\"detailed\":true,\"shadowed\":true}");
    }

    @Test
    void tellsNumbersThatTheProtocolCannotCarryInFullWhetherMetadataIsAskedForOrNot()
            throws InvalidProtocolBufferException {
        Decision answer = new Decision(false, List.of(large(5_000_000_000L, 4_999_999_999L), NO_LIMIT, large(10, 9)));

        RateLimitResponse response = new Responses(ResponseOptions.NONE)
                .response(request("a", "b", "c").build(), answer);

        assertThat(response.getStatuses(0).getCurrentLimit().getRequestsPerUnit())
                .isEqualTo(0xFFFF_FFFF);
        assertThat(response.getStatuses(0).getLimitRemaining()).isEqualTo(0xFFFF_FFFF);
        assertThat(json(response)).isEqualTo("""
                {"tollgate":{"statuses":[{"limit_remaining":"4999999999","requests_per_unit":"5000000000"},{},\
                {"limit_remaining":"9","requests_per_unit":"10"}]}}""");
    }

    @Test
    void tellsNoNumbersTwiceWhereTheProtocolCarriesThem() throws InvalidProtocolBufferException {
        Decision answer = new Decision(false, List.of(large(4_294_967_295L, 4_294_967_295L), UNLIMITED));

        assertThat(new Responses(ResponseOptions.NONE)
                        .response(request("a", "b").build(), answer)
                        .hasDynamicMetadata())
                .isFalse();
        assertThat(json(new Responses(METADATA).response(request("a", "b").build(), answer)))
                .doesNotContain("tollgate");
    }

    private static final Decision.DescriptorDecision NO_LIMIT =
            new Decision.DescriptorDecision(false, null, 0, 0, false, Map.of());
    private static final Decision.DescriptorDecision UNLIMITED =
            new Decision.DescriptorDecision(false, null, Decision.UNLIMITED_REMAINING, 0, false, Map.of());

    private static Decision.DescriptorDecision large(long requestsPerUnit, long remaining) {
        Limit limit = new Limit("", requestsPerUnit, Unit.DAY, Windows.epoch(Unit.DAY, 1));
        return new Decision.DescriptorDecision(false, limit, remaining, 1, false, Map.of());
    }
}
