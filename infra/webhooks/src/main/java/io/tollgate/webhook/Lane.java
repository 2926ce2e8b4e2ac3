package io.tollgate.webhook;

import java.util.HashMap;
import java.util.Map;

/** What is known of a webhook that something waits for. Its deliveries are on disk. Guarded by who uses it. */
final class Lane {

    private final String webhook;
    private final Map<String, Boolean> inFlight = new HashMap<>();
    private Due floor = Due.FIRST;
    private long readyAt;
    private long restsUntil;
    private boolean failing;

    Lane(String webhook) {
        this.webhook = webhook;
    }

    String webhook() {
        return webhook;
    }

    /** Returns the ids of what is in flight, with whether it failed before. */
    Map<String, Boolean> inFlight() {
        return inFlight;
    }

    /** Returns before what nothing is due. */
    Due floor() {
        return floor;
    }

    /** Notes before what nothing is due. */
    void raiseFloor(Due first) {
        floor = first;
    }

    /** Notes that something is due. */
    void due(Due due) {
        floor = due.compareTo(floor) < 0 ? due : floor;
    }

    /** Returns when it is looked at next, in milliseconds since the epoch. */
    long readyAt() {
        return readyAt;
    }

    void readyAt(long millis) {
        readyAt = millis;
    }

    /** Returns until when nothing is sent. */
    long restsUntil() {
        return restsUntil;
    }

    void restUntil(long millis) {
        restsUntil = Math.max(restsUntil, millis);
    }

    void wake() {
        restsUntil = 0;
    }

    /** Returns whether its last attempt failed. */
    boolean failing() {
        return failing;
    }

    /** Only of a lane that is in no queue: queues are for one or the other kind. */
    void failing(boolean fails) {
        failing = fails;
    }
}
