package io.tollgate.gateway.source;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.tollgate.gateway.limits.yaml.LimitFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ratelimit.config.ratelimit.v3.RateLimitConfig;
import ratelimit.config.ratelimit.v3.RateLimitDescriptor;
import ratelimit.config.ratelimit.v3.RateLimitPolicy;
import ratelimit.config.ratelimit.v3.RateLimitUnit;

/**
 * Puts a resource in the words of a limit file, so that one grammar judges both and says the same of the same mistake.
 * Equal resources give equal files.
 */
final class RateLimitConfigTree {

    private RateLimitConfigTree() {}

    /** Returns the file that says what the resource says. */
    static LimitFile file(RateLimitConfig config) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("domain", config.getDomain());
        root.put("descriptors", descriptors(config.getDescriptorsList()));
        return LimitFile.ofTree(config.getName(), root);
    }

    private static List<@Nullable Object> descriptors(List<RateLimitDescriptor> descriptors) {
        List<@Nullable Object> list = new ArrayList<>();
        descriptors.forEach(descriptor -> list.add(descriptor(descriptor)));
        return list;
    }

    private static Map<String, @Nullable Object> descriptor(RateLimitDescriptor descriptor) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("key", descriptor.getKey());
        map.put("value", descriptor.getValue());
        map.put("rate_limit", descriptor.hasRateLimit() ? policy(descriptor.getRateLimit()) : null);
        map.put("shadow_mode", descriptor.getShadowMode());
        map.put("quota_mode", descriptor.getQuotaMode());
        map.put("detailed_metric", descriptor.getDetailedMetric());
        map.put("metadata", descriptor.hasMetadata() ? struct(descriptor.getMetadata()) : null);
        map.put("descriptors", descriptors(descriptor.getDescriptorsList()));
        return map;
    }

    private static Map<String, @Nullable Object> policy(RateLimitPolicy policy) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("unit", unit(policy));
        map.put("requests_per_unit", Integer.toUnsignedLong(policy.getRequestsPerUnit()));
        map.put("unlimited", policy.getUnlimited());
        map.put("name", policy.getName());
        List<Map<String, String>> replaces = new ArrayList<>();
        policy.getReplacesList().forEach(replace -> replaces.add(Map.of("name", replace.getName())));
        map.put("replaces", replaces);
        return map;
    }

    /** Unlimited goes with no unit; anywhere else it takes a unit's name to be told that it is none. */
    private static String unit(RateLimitPolicy policy) {
        RateLimitUnit unit = policy.getUnit();
        if (unit == RateLimitUnit.UNKNOWN && policy.getUnlimited()) {
            return "";
        }
        return unit == RateLimitUnit.UNRECOGNIZED ? String.valueOf(policy.getUnitValue()) : unit.name();
    }

    private static Map<String, @Nullable Object> struct(Struct struct) {
        Map<String, @Nullable Object> map = new TreeMap<>(); // the wire knows no order of fields
        struct.getFieldsMap().forEach((name, value) -> map.put(name, value(value)));
        return map;
    }

    private static @Nullable Object value(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> null;
            case NUMBER_VALUE -> value.getNumberValue();
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> struct(value.getStructValue());
            case LIST_VALUE -> list(value.getListValue().getValuesList());
        };
    }

    private static List<@Nullable Object> list(List<Value> values) {
        List<@Nullable Object> list = new ArrayList<>();
        values.forEach(value -> list.add(value(value)));
        return list;
    }
}
