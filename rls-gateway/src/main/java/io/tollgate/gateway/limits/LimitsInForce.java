package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.gateway.limits.yaml.LimitFile;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The limits in force, and what became of the last attempt to replace them. A set of files is taken whole or rejected
 * whole; when it is rejected, the set before stays in force. Thread-safe; reading takes no lock.
 */
public final class LimitsInForce {

    private final LimitFileOptions options;
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private volatile State state = new State(null, null, 0, 0);

    /**
     * What is in force, and how it came to be.
     *
     * @param table null as long as no set was taken
     * @param rejection why the last set was rejected; null if it was taken, or there was none yet
     * @param loads sets taken so far
     * @param rejections sets rejected so far
     */
    public record State(
            @Nullable LimitTable table, @Nullable String rejection, long loads, long rejections) {

        /** Returns whether a set was offered, good or bad. */
        public boolean wasOffered() {
            return loads + rejections > 0;
        }
    }

    /** Is told of changes, on the thread that makes them, one at a time. */
    public interface Observer {

        /** These limits are in force now. */
        void loaded(LimitTable table);

        /** A set was rejected; what was in force stays. */
        void rejected(String reason);
    }

    /** @param options how files are read */
    public LimitsInForce(LimitFileOptions options) {
        this.options = requireNonNull(options, "options");
    }

    /** Adds a listener to what happens from now on. */
    public void addListener(Observer observer) {
        observers.add(observer);
    }

    /**
     * Puts a set of files in force, whatever it takes the place of.
     *
     * @param files in the order in which the descriptors of a domain are joined
     * @return what is in force now
     * @throws LimitConfigException if the set is rejected; the set before stays in force and the rejection is noted
     */
    public synchronized LimitTable replace(List<LimitFile> files) {
        LimitTable table;
        try {
            table = LimitTable.of(files, options);
        } catch (LimitConfigException e) {
            reject(String.valueOf(e.getMessage()));
            throw e;
        }
        State before = state;
        state = new State(table, null, before.loads() + 1, before.rejections());
        observers.forEach(observer -> observer.loaded(table));
        return table;
    }

    /** Notes that a set could not even be read: a folder or a file is not readable, say. */
    public synchronized void reject(String reason) {
        State before = state;
        state = new State(before.table(), reason, before.loads(), before.rejections() + 1);
        observers.forEach(observer -> observer.rejected(reason));
    }

    /** Returns the limits in force, null as long as no set was taken. */
    public @Nullable LimitTable table() {
        return state.table();
    }

    /** Returns what is in force and how it came to be. */
    public State state() {
        return state;
    }
}
