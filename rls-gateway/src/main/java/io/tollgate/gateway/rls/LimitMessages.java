package io.tollgate.gateway.rls;

import com.google.protobuf.UInt32Value;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How answers show limits. Nearly all are of limit files and shown again and again, so messages are kept: a bounded
 * number, one in each place, whatever was there before. Thread-safe, without a lock.
 */
final class LimitMessages {

    private static final int PLACES = 1 << 12;

    private final AtomicReferenceArray<Kept> kept = new AtomicReferenceArray<>(PLACES);

    private record Kept(Limit limit, RateLimit message) {}

    /** Returns the message of a limit; numbers above 32 bits are the largest that it can carry. */
    @SuppressWarnings(
            "ReferenceEquality") // limits of one table are the same objects, and comparing all fields costs more
    RateLimit of(Limit limit) {
        int place = System.identityHashCode(limit) & (PLACES - 1);
        Kept found = kept.getAcquire(place);
        if (found != null && found.limit == limit) {
            return found.message;
        }
        RateLimit message = message(limit);
        kept.setRelease(place, new Kept(limit, message));
        return message;
    }

    private static RateLimit message(Limit limit) {
        RateLimit.Builder message = RateLimit.newBuilder()
                .setName(limit.name())
                .setRequestsPerUnit(ExactNumbers.clamp(limit.requestsPerUnit()))
                .setUnit(unit(limit.unit()));
        int multiplier = limit.options().unitMultiplier();
        return multiplier == 1
                ? message.build()
                : message.setUnitMultiplier(UInt32Value.of(multiplier)).build();
    }

    private static RateLimit.Unit unit(Unit unit) {
        return switch (unit) {
            case SECOND -> RateLimit.Unit.SECOND;
            case MINUTE -> RateLimit.Unit.MINUTE;
            case HOUR -> RateLimit.Unit.HOUR;
            case DAY -> RateLimit.Unit.DAY;
            case WEEK -> RateLimit.Unit.WEEK;
            case MONTH -> RateLimit.Unit.MONTH;
            case YEAR -> RateLimit.Unit.YEAR;
        };
    }
}
