package io.tollgate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an attempt means for its delivery and its webhook. One thread at a time. */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Duration OVERLOADED = Duration.ofSeconds(5);

    private final DeliveryStore store;
    private final RetrySchedule schedule;
    private final InstantSource clock;

    Settlement(DeliveryStore store, Surroundings surroundings) {
        this.store = store;
        this.schedule = new RetrySchedule(surroundings.random());
        this.clock = surroundings.clock();
    }

    /**
     * Writes it down.
     *
     * @param lane is told when it is to be looked at again
     * @param delivery as it was before, pending
     */
    void write(Lane lane, Delivery delivery, Outcome outcome) {
        Instant now = clock.instant();
        Attempt attempt = outcome.attempt();
        if (attempt.delivered()) {
            store.change(delivery.with(delivery.progress().after(attempt, DeliveryState.DELIVERED, now)));
        } else if (attempt.gone()) {
            Progress tried = delivery.progress().after(attempt, DeliveryState.PENDING, now);
            store.change(delivery.with(Progress.due(now, tried.attempts())));
            store.setDisabled(lane.webhook(), now.toEpochMilli());
            LOG.warn("Webhook {} answered 410 and is disabled; its deliveries wait", lane.webhook());
        } else {
            rest(lane, outcome);
            retry(lane, delivery, outcome);
        }
    }

    private void rest(Lane lane, Outcome outcome) {
        Duration asked = outcome.retryAfter();
        Duration rest = asked.isZero() && outcome.attempt().overloaded() ? OVERLOADED : asked;
        if (!rest.isZero()) {
            lane.restUntil(clock.millis() + rest.toMillis());
        }
    }

    private void retry(Lane lane, Delivery delivery, Outcome outcome) {
        Instant now = clock.instant();
        Progress progress = delivery.progress();
        Optional<Duration> pause = schedule.pauseAfter(progress.tries() + 1);
        if (pause.isEmpty()) {
            store.change(delivery.with(progress.after(outcome.attempt(), DeliveryState.DEAD, now)));
            LOG.warn("Webhook {} did not take {}: it is a dead letter", delivery.webhook(), delivery.id());
            return;
        }
        Duration wait = pause.get().compareTo(outcome.retryAfter()) > 0 ? pause.get() : outcome.retryAfter();
        Delivery next = delivery.with(progress.after(outcome.attempt(), DeliveryState.PENDING, now.plus(wait)));
        store.change(next);
        lane.due(Due.of(next));
    }
}
