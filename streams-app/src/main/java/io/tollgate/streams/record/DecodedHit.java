package io.tollgate.streams.record;

import io.tollgate.event.HitEvent;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code hits} on its way from decoding to accounting.
 *
 * @param bytes its value as it came; not copied
 * @param event what the bytes hold, or null where the record was set aside already and only its offset counts
 */
@SuppressWarnings("ArrayRecordComponent") // passed on by reference once, never compared
public record DecodedHit(byte @Nullable [] bytes, @Nullable HitEvent event) {}
