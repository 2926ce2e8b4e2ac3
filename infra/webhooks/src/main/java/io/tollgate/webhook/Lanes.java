package io.tollgate.webhook;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is next. Webhooks are served in the order in which they were ready, and each for one delivery at a time, so a long
 * queue of one is no queue for others. Those that failed last have at most half of the places, so that they cannot take all
 * however long each attempt lasts. Guarded by who uses it.
 */
final class Lanes {

    private static final Comparator<Lane> ORDER =
            Comparator.<Lane>comparingLong(Lane::readyAt).thenComparing(Lane::webhook);

    private final int most;
    private final Map<String, Lane> all = new HashMap<>();
    private final NavigableSet<Lane> healthy = new TreeSet<>(ORDER);
    private final NavigableSet<Lane> failing = new TreeSet<>(ORDER);
    private int inFlight;
    private int failingInFlight;

    /** @param most how many attempts there are at once */
    Lanes(int most) {
        this.most = most;
    }

    /** Returns the lane of a webhook, a new one if there is none. */
    Lane of(String webhook) {
        return all.computeIfAbsent(webhook, Lane::new);
    }

    /** Puts a lane in the queue, at a time. */
    void queue(Lane lane, long readyAt) {
        withdraw(lane);
        lane.readyAt(readyAt);
        queueOf(lane).add(lane);
    }

    /** Puts a lane in the queue, at a time or where it is if that is earlier. */
    void hurry(Lane lane, long readyAt) {
        queue(lane, queueOf(lane).contains(lane) ? Math.min(readyAt, lane.readyAt()) : readyAt);
    }

    private NavigableSet<Lane> queueOf(Lane lane) {
        return lane.failing() ? failing : healthy;
    }

    /** Takes a lane out of its queue. */
    void withdraw(Lane lane) {
        queueOf(lane).remove(lane);
    }

    /** Forgets a lane for which nothing waits. */
    void drop(Lane lane) {
        withdraw(lane);
        all.remove(lane.webhook(), lane);
    }

    /** Takes the lane out of its queue that is next; null if none is ready, or there is no place. */
    @Nullable Lane take(long now) {
        Lane lane = ready(healthy, now, inFlight < most);
        if (lane == null) {
            lane = ready(failing, now, inFlight < most && failingInFlight < most / 2);
        }
        if (lane != null) {
            withdraw(lane);
        }
        return lane;
    }

    private static @Nullable Lane ready(NavigableSet<Lane> queue, long now, boolean place) {
        return !place || queue.isEmpty() || queue.first().readyAt() > now ? null : queue.first();
    }

    /** Returns the time at which the next lane is ready, without those that are and have no place. */
    long nextReadyAt(long now) {
        return Math.min(nextReadyAt(healthy, now), nextReadyAt(failing, now));
    }

    private static long nextReadyAt(NavigableSet<Lane> queue, long now) {
        return queue.isEmpty() || queue.first().readyAt() <= now
                ? Long.MAX_VALUE
                : queue.first().readyAt();
    }

    void started(Lane lane, String id) {
        lane.inFlight().put(id, lane.failing());
        inFlight++;
        failingInFlight += lane.failing() ? 1 : 0;
    }

    void ended(Lane lane, String id) {
        Boolean failed = lane.inFlight().remove(id);
        if (failed != null) {
            inFlight--;
            failingInFlight -= failed ? 1 : 0;
        }
    }
}
