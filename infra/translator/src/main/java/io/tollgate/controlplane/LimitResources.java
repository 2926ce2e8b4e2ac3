package io.tollgate.controlplane;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.tollgate.gateway.limits.file.DescriptorSpec;
import io.tollgate.gateway.limits.file.DomainSpec;
import io.tollgate.gateway.limits.file.RuleSpec;
import io.tollgate.model.Limit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ratelimit.config.ratelimit.v3.RateLimitConfig;
import ratelimit.config.ratelimit.v3.RateLimitDescriptor;
import ratelimit.config.ratelimit.v3.RateLimitPolicy;
import ratelimit.config.ratelimit.v3.RateLimitReplace;
import ratelimit.config.ratelimit.v3.RateLimitUnit;

/** Limits as the resources of envoyproxy/ratelimit's xDS, {@code api/ratelimit/config/ratelimit/v3/rls_conf.proto}. */
final class LimitResources {

    private LimitResources() {}

    /**
     * Returns the resource that says what a limit file says.
     *
     * @throws io.tollgate.gateway.limits.yaml.LimitConfigException if the file says what the resource cannot
     */
    static RateLimitConfig of(DomainSpec domain) {
        RateLimitConfig.Builder config =
                RateLimitConfig.newBuilder().setName(domain.domain()).setDomain(domain.domain());
        domain.descriptors().forEach(descriptor -> config.addDescriptors(descriptor(descriptor)));
        return config.build();
    }

    private static RateLimitDescriptor descriptor(DescriptorSpec spec) {
        DescriptorSpec.Flags flags = spec.flags();
        if (flags.valueToMetric() || flags.shareThreshold()) {
            throw spec.source()
                    .error("value_to_metric and share_threshold cannot be served over xDS, whose resources have no such"
                            + " fields (take them out)");
        }
        RateLimitDescriptor.Builder descriptor = RateLimitDescriptor.newBuilder()
                .setKey(spec.key())
                .setValue(spec.value())
                .setShadowMode(flags.shadowMode())
                .setQuotaMode(flags.quotaMode())
                .setDetailedMetric(flags.detailedMetric());
        if (!spec.metadata().isEmpty()) {
            descriptor.setMetadata(struct(spec.metadata()));
        }
        RuleSpec rule = spec.rule();
        if (rule != null) {
            descriptor.setRateLimit(policy(rule));
        }
        spec.children().forEach(child -> descriptor.addDescriptors(descriptor(child)));
        return descriptor.build();
    }

    private static RateLimitPolicy policy(RuleSpec rule) {
        RateLimitPolicy.Builder policy = RateLimitPolicy.newBuilder().setUnlimited(rule.unlimited());
        rule.replaces()
                .forEach(name -> policy.addReplaces(
                        RateLimitReplace.newBuilder().setName(name).build()));
        for (Limit limit : rule.limits()) {
            policy.setName(limit.name())
                    .setUnit(RateLimitUnit.valueOf(limit.unit().name()))
                    .setRequestsPerUnit((int) limit.requestsPerUnit()); // unsigned in the resource
        }
        return policy.build();
    }

    private static Struct struct(Map<?, ?> map) {
        Struct.Builder struct = Struct.newBuilder();
        map.forEach((name, value) -> struct.putFields(String.valueOf(name), value(value)));
        return struct.build();
    }

    private static Value value(@Nullable Object value) {
        Value.Builder builder = Value.newBuilder();
        if (value instanceof Map<?, ?> map) {
            return builder.setStructValue(struct(map)).build();
        }
        if (value instanceof List<?> list) {
            ListValue.Builder values = ListValue.newBuilder();
            list.forEach(element -> values.addValues(value(element)));
            return builder.setListValue(values).build();
        }
        if (value instanceof Boolean truth) {
            return builder.setBoolValue(truth).build();
        }
        if (value instanceof Double number) {
            return builder.setNumberValue(number).build();
        }
        return value == null
                ? builder.setNullValue(NullValue.NULL_VALUE).build()
                : builder.setStringValue(String.valueOf(value)).build();
    }
}
