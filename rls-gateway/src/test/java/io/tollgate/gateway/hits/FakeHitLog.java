package io.tollgate.gateway.hits;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.event.HitEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/** A log with one partition whose answers the test gives. */
final class FakeHitLog implements HitLog {

    /** A record on its way. */
    record Sent(HitEvent event, SendCallback outcome) {}

    private final Deque<Sent> onTheWay = new ArrayDeque<>();
    private final List<HitEvent> taken = new ArrayList<>();
    private final IdentityHashMap<HitEvent, String> customers = new IdentityHashMap<>();

    @Override
    public void send(byte[] key, HitEvent event, SendCallback outcome) {
        onTheWay.add(new Sent(event, outcome));
        String text = new String(key, UTF_8);
        customers.put(event, text.substring(Math.max(0, text.length() - 4)).replaceAll("[^a-z0-9]", ""));
    }

    @Override
    public void sendTo(int partition, byte[] key, HitEvent event, SendCallback outcome) {
        send(key, event, outcome);
    }

    @Override
    public int partitions() {
        return 1;
    }

    /** Returns the short value at the end of the record's key. */
    String customerOf(HitEvent event) {
        return String.valueOf(customers.get(event));
    }

    int onTheWay() {
        return onTheWay.size();
    }

    /** Returns what the log holds. */
    List<HitEvent> taken() {
        return taken;
    }

    /** Takes the record that was sent first, and says so. */
    HitEvent take() {
        Sent sent = onTheWay.remove();
        taken.add(sent.event());
        sent.outcome().acknowledged(0, taken.size() - 1);
        return sent.event();
    }

    /** Takes the record that was sent first, but the answer is lost. */
    void takeAndLoseTheAnswer() {
        Sent sent = onTheWay.remove();
        taken.add(sent.event());
        sent.outcome().failed(new IllegalStateException("timed out"));
    }

    /** Does not take the record that was sent first. */
    void reject() {
        onTheWay.remove().outcome().failed(new IllegalStateException("not there"));
    }

    @Override
    public void close() {
        // nothing is open
    }
}
