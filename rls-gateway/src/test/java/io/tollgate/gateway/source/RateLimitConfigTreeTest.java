package io.tollgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ratelimit.config.ratelimit.v3.RateLimitConfig;
import ratelimit.config.ratelimit.v3.RateLimitDescriptor;
import ratelimit.config.ratelimit.v3.RateLimitPolicy;
import ratelimit.config.ratelimit.v3.RateLimitReplace;
import ratelimit.config.ratelimit.v3.RateLimitUnit;

final class RateLimitConfigTreeTest {

    @ParameterizedTest
    @EnumSource(
            value = RateLimitUnit.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNKNOWN", "UNRECOGNIZED"})
    void readsEveryUnit(RateLimitUnit unit) {
        LimitTable table = load(limit(RateLimitPolicy.newBuilder().setUnit(unit).setRequestsPerUnit(-1)));

        assertThat(table.describe())
                .containsExactly("d.k: unit=" + unit + " requests_per_unit=4294967295, shadow_mode: false,"
                        + " quota_mode: false");
    }

    @Test
    void readsAllThatADescriptorSays() {
        RateLimitDescriptor child = RateLimitDescriptor.newBuilder()
                .setKey("child")
                .setValue("v*")
                .setQuotaMode(true)
                .setDetailedMetric(true)
                .setRateLimit(RateLimitPolicy.newBuilder()
                        .setUnit(RateLimitUnit.HOUR)
                        .setRequestsPerUnit(3)
                        .setName("hourly")
                        .addReplaces(RateLimitReplace.newBuilder().setName("daily")))
                .build();
        RateLimitDescriptor parent = RateLimitDescriptor.newBuilder()
                .setKey("k")
                .setShadowMode(true)
                .setRateLimit(RateLimitPolicy.newBuilder().setUnlimited(true))
                .addDescriptors(child)
                .build();

        List<LimitRule> rules = load(config().addDescriptors(parent)).rules();

        assertThat(rules).extracting(LimitRule::path).containsExactly("k", "k.child_v*");
        assertThat(rules).extracting(LimitRule::shadowMode).containsExactly(true, false);
        assertThat(rules).extracting(LimitRule::unlimited).containsExactly(true, false);
        assertThat(rules).extracting(LimitRule::quotaMode).containsExactly(false, true);
        assertThat(rules).extracting(LimitRule::detailedMetric).containsExactly(false, true);
        assertThat(rules.get(1).replaces()).containsExactly("daily");
    }

    @Test
    void readsMetadata() {
        Struct inner = Struct.newBuilder()
                .putFields("flag", Value.newBuilder().setBoolValue(true).build())
                .build();
        ListValue list = ListValue.newBuilder()
                .addValues(Value.newBuilder().setNumberValue(1.5))
                .addValues(Value.newBuilder().setNullValue(NullValue.NULL_VALUE))
                .addValues(Value.newBuilder().setStringValue("1.5"))
                .addValues(Value.newBuilder().setStructValue(inner))
                .build();
        RateLimitDescriptor.Builder descriptor = RateLimitDescriptor.newBuilder()
                .setKey("k")
                .setRateLimit(RateLimitPolicy.newBuilder().setUnit(RateLimitUnit.DAY))
                .setMetadata(Struct.newBuilder()
                        .putFields("list", Value.newBuilder().setListValue(list).build()));

        assertThat(load(config().addDescriptors(descriptor)).rules())
                .singleElement()
                .extracting(LimitRule::metadata)
                .isEqualTo(Map.of("list", Arrays.asList(1.5, null, "1.5", Map.of("flag", true))));
    }

    @Test
    void rejectsAUnitThatIsNone() {
        assertThatThrownBy(() -> load(limit(RateLimitPolicy.newBuilder().setRequestsPerUnit(1))))
                .hasMessageStartingWith("shop: descriptors[0].rate_limit.unit: invalid rate limit unit 'UNKNOWN'");
        assertThatThrownBy(() -> load(limit(RateLimitPolicy.newBuilder().setUnitValue(9))))
                .hasMessageStartingWith("shop: descriptors[0].rate_limit.unit: invalid rate limit unit '9'");
    }

    @Test
    void rejectsAUnitOfWhatIsUnlimited() {
        RateLimitPolicy.Builder policy =
                RateLimitPolicy.newBuilder().setUnlimited(true).setUnit(RateLimitUnit.DAY);

        assertThatThrownBy(() -> load(limit(policy)))
                .hasMessage(
                        "shop: descriptors[0].rate_limit.unit:" + " should not specify rate limit unit when unlimited");
    }

    @Test
    void rejectsNestingThatIsTooDeep() {
        RateLimitDescriptor descriptor =
                RateLimitDescriptor.newBuilder().setKey("k").build();
        for (int depth = 0; depth < 90; depth++) {
            descriptor = RateLimitDescriptor.newBuilder()
                    .setKey("k")
                    .addDescriptors(descriptor)
                    .build();
        }
        RateLimitConfig.Builder config = config().addDescriptors(descriptor);

        assertThatThrownBy(() -> load(config)).hasMessageContaining("nested deeper than 64 levels");
    }

    private static RateLimitConfig.Builder config() {
        return RateLimitConfig.newBuilder().setName("shop").setDomain("d");
    }

    private static RateLimitConfig.Builder limit(RateLimitPolicy.Builder policy) {
        return config().addDescriptors(
                        RateLimitDescriptor.newBuilder().setKey("k").setRateLimit(policy));
    }

    private static LimitTable load(RateLimitConfig.Builder config) {
        return new LimitsInForce(LimitFileOptions.defaults())
                .replace(List.of(RateLimitConfigTree.file(config.build())));
    }
}
