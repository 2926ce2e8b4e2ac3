package io.tollgate.gateway.decision;

import io.tollgate.model.CounterKey;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks by which a counter is brought onto the heap or taken off it by one thread at a time. Requests whose counters
 * are on the heap never take one.
 */
final class KeyLocks {

    private final Lock[] stripes = new Lock[256];

    KeyLocks() {
        Arrays.setAll(stripes, stripe -> new ReentrantLock());
    }

    /** Returns the lock of a key; several keys may share one. */
    Lock of(CounterKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return stripes[hash >>> 24];
    }
}
