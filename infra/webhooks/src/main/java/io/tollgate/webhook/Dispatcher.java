package io.tollgate.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is due from the store to the sender, and what came of it back. Has in memory what is in flight, and a few
 * numbers for each webhook that something waits for.
 *
 * <p>Threads: lanes, and all changes of the store, are guarded by the lock. One thread starts attempts and writes down how
 * they ended; who accepts, sends again or enables does so on its own thread. The sender's threads only fill the inbox.
 */
final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** The longest time without a look at the clock, which may be set. */
    private static final long LONGEST_WAIT_MS = 1_000;

    /** How many attempts begin before the lock is given to others. */
    private static final int ROUND = 64;

    private static final Duration STORE_FAILED = Duration.ofSeconds(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final DeliveryStore store;
    private final Sender sender;
    private final Webhooks webhooks;
    private final Surroundings surroundings;
    private final WebhookConfig.Attempts limits;
    private final Settlement settlement;
    private final Lanes lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final BlockingQueue<Optional<Finished>> inbox = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "webhook-dispatcher");
    private volatile boolean running = true;

    /** An attempt that is over. */
    private record Finished(Lane lane, String id, Outcome outcome) {}

    Dispatcher(
            DeliveryStore store,
            Sender sender,
            Webhooks webhooks,
            Surroundings surroundings,
            WebhookConfig.Attempts limits) {
        this.store = store;
        this.sender = sender;
        this.webhooks = webhooks;
        this.surroundings = surroundings;
        this.limits = limits;
        this.settlement = new Settlement(store, surroundings);
        this.lanes = new Lanes(limits.inFlight());
    }

    /** Starts with what the store has from before. */
    void start() {
        lock.lock();
        try {
            store.waiting().forEach(webhook -> requeue(lanes.of(webhook)));
        } finally {
            lock.unlock();
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Stores an event for webhooks; what is accepted is on disk when this returns. */
    Map<String, Acceptance> accept(Collection<String> keys, WebhookEvent event) {
        Map<String, Acceptance> accepted = new LinkedHashMap<>();
        for (String key : keys) {
            accepted.put(key, accept(key, event));
        }
        store.sync(); // also of what is known: who accepted it may not have come to this yet
        wake();
        return accepted;
    }

    private Acceptance accept(String key, WebhookEvent event) {
        Webhook webhook = webhooks.find(key);
        if (webhook != null && !webhook.wants(event.type())) {
            return Acceptance.UNWANTED;
        }
        Instant now = surroundings.clock().instant();
        Delivery delivery = new Delivery(key, event.id(), event.type().id(), now, Progress.due(now, List.of()));
        lock.lock();
        try {
            Acceptance acceptance = store.add(delivery, event.payload());
            if (acceptance == Acceptance.ACCEPTED) {
                hurry(delivery);
            }
            return acceptance;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a delivery due at once, with the whole schedule before it; returns null if there is none. */
    @Nullable Delivery resend(String webhook, String id) {
        Delivery again;
        lock.lock();
        try {
            Delivery before = store.find(webhook, id);
            if (before == null) {
                return null;
            }
            again = before.with(Progress.due(
                    surroundings.clock().instant(), before.progress().attempts()));
            store.change(again);
            lanes.of(webhook).wake();
            hurry(again);
        } finally {
            lock.unlock();
        }
        store.sync();
        wake();
        return again;
    }

    /** Sends to a webhook again; returns whether it was disabled. */
    boolean enable(String webhook) {
        lock.lock();
        try {
            if (!store.state(webhook).disabled()) {
                return false;
            }
            store.setDisabled(webhook, 0);
            Lane lane = lanes.of(webhook);
            lane.due(Due.FIRST);
            lane.wake();
            requeue(lane);
        } finally {
            lock.unlock();
        }
        wake();
        return true;
    }

    /** Forgets a webhook with all its deliveries; what is in flight ends without a trace. */
    void forget(String webhook) {
        lock.lock();
        try {
            store.forget(webhook);
        } finally {
            lock.unlock();
        }
    }

    private void hurry(Delivery delivery) {
        Lane lane = lanes.of(delivery.webhook());
        lane.due(Due.of(delivery));
        requeue(lane);
    }

    private void wake() {
        inbox.add(Optional.empty());
    }

    private long now() {
        return surroundings.clock().millis();
    }

    private void run() {
        long waitMillis = 0;
        while (running) {
            try {
                Optional<Finished> finished = inbox.poll(waitMillis, TimeUnit.MILLISECONDS);
                lock.lock();
                try {
                    for (; finished != null; finished = inbox.poll()) {
                        finished.ifPresent(this::settle);
                    }
                    waitMillis = startDue();
                } finally {
                    lock.unlock();
                }
            } catch (InterruptedException e) {
                running = false;
            } catch (RuntimeException e) {
                LOG.error("Webhooks: something unexpected; sending goes on", e);
                waitMillis = LONGEST_WAIT_MS;
            }
        }
    }

    /** Starts some of what is due, and returns how long may be waited for more. */
    private long startDue() {
        for (int started = 0; started < ROUND; started++) {
            long now = now();
            Lane lane = lanes.take(now);
            if (lane == null) {
                return Math.max(1, Math.min(LONGEST_WAIT_MS, lanes.nextReadyAt(now) - now));
            }
            orRest(lane, () -> start(lane, now));
        }
        return 0;
    }

    private void start(Lane lane, long now) {
        if (lane.inFlight().size() >= limits.inFlightPerWebhook()) {
            return; // it is queued again when one of them ends
        }
        String webhook = lane.webhook();
        Optional<Due> first =
                store.firstDue(webhook, lane.floor(), lane.inFlight().keySet());
        if (first.isEmpty()) {
            if (lane.inFlight().isEmpty()) {
                lanes.drop(lane);
            }
            return;
        }
        Due due = first.get();
        if (lane.inFlight().isEmpty()) {
            lane.raiseFloor(due);
        }
        long readyAt = Math.max(due.at(), lane.restsUntil());
        if (readyAt > now) {
            lanes.queue(lane, readyAt);
            return;
        }
        send(lane, due.id());
        requeue(lane);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it goes to the inbox
    private void send(Lane lane, String id) {
        byte[] payload = store.payload(lane.webhook(), id);
        if (payload == null) {
            throw new IllegalStateException("there is no payload of " + id);
        }
        Webhook webhook = webhooks.find(lane.webhook());
        lanes.started(lane, id);
        if (webhook == null) {
            finish(lane, id, failed("there is no such webhook"));
            return;
        }
        sender.send(webhook, id, payload)
                .whenComplete((outcome, failure) ->
                        finish(lane, id, failure == null ? outcome : failed(FailureText.of(failure))));
    }

    private void finish(Lane lane, String id, Outcome outcome) {
        inbox.add(Optional.of(new Finished(lane, id, outcome)));
    }

    private Outcome failed(String error) {
        Attempt attempt = new Attempt(surroundings.clock().instant(), Duration.ZERO, null, error, "");
        return new Outcome(attempt, Duration.ZERO);
    }

    private void settle(Finished finished) {
        Lane lane = finished.lane();
        lanes.ended(lane, finished.id());
        lanes.withdraw(lane);
        lane.failing(!finished.outcome().attempt().delivered());
        orRest(lane, () -> {
            Delivery delivery = store.find(lane.webhook(), finished.id());
            if (delivery != null && delivery.state() == DeliveryState.PENDING) {
                settlement.write(lane, delivery, finished.outcome());
            }
            requeue(lane);
        });
    }

    /** Puts a lane in its queue if an attempt may begin; the look at the store that follows says when. */
    private void requeue(Lane lane) {
        if (store.state(lane.webhook()).disabled()) {
            lanes.withdraw(lane);
            if (lane.inFlight().isEmpty()) {
                lanes.drop(lane);
            }
        } else if (lane.inFlight().size() < limits.inFlightPerWebhook()) {
            lanes.hurry(lane, Math.max(now(), lane.restsUntil()));
        }
    }

    /** Leaves a webhook alone for a while if the store fails: what was sent and not written down would be sent at once. */
    private void orRest(Lane lane, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("Webhook {}: could not go on, next try in {} s", lane.webhook(), STORE_FAILED.toSeconds(), e);
            lane.restUntil(now() + STORE_FAILED.toMillis());
            lanes.queue(lane, lane.restsUntil());
        }
    }

    /** Ends all. What is in flight stays pending, and is sent at the next start. */
    @Override
    public void close() {
        running = false;
        wake();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close();
    }
}
