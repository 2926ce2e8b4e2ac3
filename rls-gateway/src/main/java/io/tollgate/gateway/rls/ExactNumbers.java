package io.tollgate.gateway.rls;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.model.Limit;
import java.util.List;

/**
 * Numbers that the protocol's 32 bits cannot carry. They are cut there, and told in full in the dynamic metadata, under a
 * key that the reference does not have; a limit file of the reference never causes it.
 */
final class ExactNumbers {

    private static final long MAX_UINT32 = 0xFFFF_FFFFL;
    private static final String KEY = "tollgate";

    private ExactNumbers() {}

    /** Returns what the protocol can carry of a number that is not negative. */
    static int clamp(long value) {
        return (int) Math.min(MAX_UINT32, value);
    }

    /** Returns whether the statuses do not tell all. */
    static boolean areNeeded(Decision answer) {
        List<DescriptorDecision> descriptors = answer.descriptors();
        for (int i = 0; i < descriptors.size(); i++) { // an iterator would be garbage of every request
            DescriptorDecision descriptor = descriptors.get(i);
            Limit limit = descriptor.limit();
            if (descriptor.remaining() > MAX_UINT32 || (limit != null && limit.requestsPerUnit() > MAX_UINT32)) {
                return true;
            }
        }
        return false;
    }

    /** Adds the numbers of all statuses in their order, as decimal text; nothing is said where no limit was applied. */
    static void add(Struct.Builder metadata, Decision answer) {
        ListValue.Builder statuses = ListValue.newBuilder();
        for (DescriptorDecision descriptor : answer.descriptors()) {
            Struct.Builder status = Struct.newBuilder();
            Limit limit = descriptor.limit();
            if (limit != null) {
                status.putFields("requests_per_unit", text(limit.requestsPerUnit()))
                        .putFields("limit_remaining", text(descriptor.remaining()));
            }
            statuses.addValues(Value.newBuilder().setStructValue(status));
        }
        metadata.putFields(
                KEY,
                Value.newBuilder()
                        .setStructValue(Struct.newBuilder()
                                .putFields(
                                        "statuses",
                                        Value.newBuilder()
                                                .setListValue(statuses)
                                                .build()))
                        .build());
    }

    private static Value text(long number) {
        return Value.newBuilder().setStringValue(Long.toString(number)).build();
    }
}
