package io.tollgate.gateway.rls;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.type.v3.RateLimitUnit;
import io.tollgate.gateway.decision.Decision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request as it was understood, and the metadata of the rules that it passed. Each response has a struct of its own,
 * so that nothing of one request is seen in the answer to another.
 */
final class DynamicMetadata {

    private DynamicMetadata() {}

    static void add(Struct.Builder into, RateLimitRequest request, Decision answer) {
        into.putFields("domain", text(request.getDomain()));
        ListValue.Builder descriptors = ListValue.newBuilder();
        request.getDescriptorsList().forEach(descriptor -> descriptors.addValues(struct(descriptor(descriptor))));
        into.putFields(
                "descriptors", Value.newBuilder().setListValue(descriptors).build());
        if (request.getHitsAddend() != 0) {
            into.putFields("hitsAddend", number((double) Integer.toUnsignedLong(request.getHitsAddend())));
        }
        Struct.Builder metadata = Struct.newBuilder();
        for (Decision.DescriptorDecision descriptor : answer.descriptors()) {
            if (!descriptor.overLimit()) {
                merge(metadata, descriptor.metadata());
            }
        }
        if (metadata.getFieldsCount() > 0) {
            into.putFields("metadata", struct(metadata));
        }
    }

    private static Struct.Builder descriptor(RateLimitDescriptor descriptor) {
        ListValue.Builder entries = ListValue.newBuilder();
        descriptor.getEntriesList().forEach(entry -> entries.addValues(text(entry.getKey() + "=" + entry.getValue())));
        Struct.Builder struct = Struct.newBuilder()
                .putFields("entries", Value.newBuilder().setListValue(entries).build());
        if (descriptor.hasLimit()) {
            struct.putFields("limit", text(limit(descriptor.getLimit())));
        }
        if (descriptor.hasHitsAddend()) {
            struct.putFields(
                    "hitsAddend", number((double) descriptor.getHitsAddend().getValue()));
        }
        if (descriptor.getIsNegativeHits()) {
            struct.putFields(
                    "isNegativeHits", Value.newBuilder().setBoolValue(true).build());
        }
        return struct;
    }

    /** The text format of the reference's protobuf, which leaves out what has its default. */
    private static String limit(RateLimitDescriptor.RateLimitOverride limit) {
        String unit = limit.getUnit() == RateLimitUnit.UNRECOGNIZED
                ? Integer.toString(limit.getUnitValue())
                : limit.getUnit().name();
        String requests = limit.getRequestsPerUnit() == 0
                ? ""
                : "requests_per_unit:" + Integer.toUnsignedString(limit.getRequestsPerUnit());
        String multiplier = !limit.hasUnitMultiplier()
                ? ""
                : limit.getUnitMultiplier().getValue() == 0
                        ? " unit_multiplier:{}"
                        : " unit_multiplier:{value:"
                                + Integer.toUnsignedString(
                                        limit.getUnitMultiplier().getValue()) + "}";
        return (requests + (limit.getUnitValue() == 0 ? "" : " unit:" + unit) + multiplier).strip();
    }

    /** What is there already stays; only structs on both sides become one. */
    private static void merge(Struct.Builder into, Map<?, ?> more) {
        more.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!into.containsFields(name)) {
                into.putFields(name, value(value));
            } else if (value instanceof Map<?, ?> map
                    && into.getFieldsOrThrow(name).hasStructValue()) {
                Struct.Builder merged = into.getFieldsOrThrow(name).getStructValue().toBuilder();
                merge(merged, map);
                into.putFields(name, struct(merged));
            }
        });
    }

    private static Value value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Struct.Builder copy = Struct.newBuilder();
            merge(copy, map);
            return struct(copy);
        }
        if (value instanceof Iterable<?> list) {
            ListValue.Builder copy = ListValue.newBuilder();
            list.forEach(element -> copy.addValues(value(element)));
            return Value.newBuilder().setListValue(copy).build();
        }
        if (value instanceof Number number) {
            return number(number.doubleValue());
        }
        if (value instanceof Boolean truth) {
            return Value.newBuilder().setBoolValue(truth).build();
        }
        return value == null
                ? Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build()
                : text(value.toString());
    }

    private static Value struct(Struct.Builder struct) {
        return Value.newBuilder().setStructValue(struct).build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }
}
