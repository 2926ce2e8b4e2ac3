/**
 * Sends webhooks as Standard Webhooks 1.0.0 says, and knows nothing of what they tell.
 *
 * <p>What {@link io.tollgate.webhook.Deliveries} accepted is on disk, and is sent until the receiver answers 2xx: at once,
 * and nine times more within about 76 hours, always with the same {@code webhook-id}. So a receiver gets each event at
 * least once, and must recognise a second one by its id. There is no order, not even for one receiver. After the last
 * attempt a delivery is a dead letter, which a person can send again.
 *
 * <p>Whoever writes the address of a webhook must not reach what only this machine can reach. So the name is resolved once
 * for each attempt, each of its addresses is checked, and the connection goes to a checked one; nothing is followed
 * elsewhere. What a receiver does wrong costs others nothing: attempts need no thread, are bounded in time and bytes, and
 * receivers that failed before use at most half of the places.
 */
@NullMarked
package io.tollgate.webhook;

import org.jspecify.annotations.NullMarked;
