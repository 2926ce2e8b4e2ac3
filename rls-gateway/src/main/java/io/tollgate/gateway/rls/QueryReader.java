package io.tollgate.gateway.rls;

import io.grpc.Status;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads requests. */
final class QueryReader {

    /** More than any route has; each descriptor costs a counter. */
    private static final int MAX_DESCRIPTORS = 1_000;

    /** {@code envoy.type.v3.RateLimitUnit} has no week, but the number by which answers name it is taken. */
    private static final int WEEK_NUMBER = 7;

    private QueryReader() {}

    /**
     * Rejects what envoyproxy/ratelimit rejects too, with its texts and its status.
     *
     * @throws BadRequestException if the request asks nothing
     */
    static void requireQuery(RateLimitRequest request) {
        if (request.getDomain().isEmpty()) {
            throw rejected("rate limit domain must not be empty");
        }
        if (request.getDescriptorsCount() == 0) {
            throw rejected("rate limit descriptor list must not be empty");
        }
    }

    /**
     * Returns what the request asks.
     *
     * @throws BadRequestException if it asks for what only this service rejects
     */
    static RateLimitQuery query(RateLimitRequest request, Purpose purpose) {
        if (request.getDescriptorsCount() > MAX_DESCRIPTORS) {
            throw invalid(
                    request.getDescriptorsCount() + " descriptors are too many (at most " + MAX_DESCRIPTORS + ")");
        }
        long defaultHits = Math.max(1, Integer.toUnsignedLong(request.getHitsAddend()));
        if (request.getDescriptorsCount() == 1) {
            return new RateLimitQuery(
                    request.getDomain(), List.of(descriptor(request.getDescriptors(0), defaultHits, purpose)));
        }
        RateLimitQuery.Descriptor[] descriptors = new RateLimitQuery.Descriptor[request.getDescriptorsCount()];
        for (int i = 0; i < descriptors.length; i++) {
            descriptors[i] = descriptor(request.getDescriptors(i), defaultHits, purpose);
        }
        return new RateLimitQuery(request.getDomain(), List.of(descriptors));
    }

    private static RateLimitQuery.Descriptor descriptor(
            RateLimitDescriptor descriptor, long defaultHits, Purpose purpose) {
        boolean looks = purpose == Purpose.LOOK;
        long said = descriptor.hasHitsAddend() ? descriptor.getHitsAddend().getValue() : defaultHits;
        try {
            return new RateLimitQuery.Descriptor(
                    entries(descriptor),
                    looks ? 0 : said,
                    override(descriptor),
                    !looks && descriptor.getIsNegativeHits(),
                    purpose != Purpose.CHARGE);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** The sizes that nearly all descriptors have cost one list and no array. */
    private static List<DescriptorEntry> entries(RateLimitDescriptor descriptor) {
        int count = descriptor.getEntriesCount();
        if (count == 1) {
            return List.of(entry(descriptor, 0));
        }
        if (count == 2) {
            return List.of(entry(descriptor, 0), entry(descriptor, 1));
        }
        DescriptorEntry[] entries = new DescriptorEntry[count];
        for (int i = 0; i < count; i++) {
            entries[i] = entry(descriptor, i);
        }
        return List.of(entries);
    }

    private static DescriptorEntry entry(RateLimitDescriptor descriptor, int index) {
        RateLimitDescriptor.Entry entry = descriptor.getEntries(index);
        return new DescriptorEntry(entry.getKey(), entry.getValue());
    }

    private static RateLimitQuery.@Nullable LimitOverride override(RateLimitDescriptor descriptor) {
        if (!descriptor.hasLimit()) {
            return null;
        }
        RateLimitDescriptor.RateLimitOverride limit = descriptor.getLimit();
        return new RateLimitQuery.LimitOverride(
                Integer.toUnsignedLong(limit.getRequestsPerUnit()),
                unit(limit.getUnitValue()),
                limit.hasUnitMultiplier() ? limit.getUnitMultiplier().getValue() : 1);
    }

    private static Unit unit(int number) {
        return switch (number) {
            case 1 -> Unit.SECOND;
            case 2 -> Unit.MINUTE;
            case 3 -> Unit.HOUR;
            case 4 -> Unit.DAY;
            case 5 -> Unit.MONTH;
            case 6 -> Unit.YEAR;
            case WEEK_NUMBER -> Unit.WEEK;
            default ->
                throw invalid("the limit in a descriptor has unit " + (number == 0 ? "UNKNOWN" : number)
                        + " (expected: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH or YEAR)");
        };
    }

    /** The reference says UNKNOWN whatever is wrong. */
    static BadRequestException rejected(String text) {
        return new BadRequestException(Status.UNKNOWN.withDescription(text));
    }

    static BadRequestException invalid(String text) {
        return new BadRequestException(Status.INVALID_ARGUMENT.withDescription(text));
    }
}
