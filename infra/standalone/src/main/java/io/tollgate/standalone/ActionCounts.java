package io.tollgate.standalone;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How many documents were created, changed or left as they are. Used by one thread. */
final class ActionCounts {

    private final Map<Action, Long> counts = new EnumMap<>(Action.class);

    /** What a document does. */
    enum Action {
        CREATED,
        CHANGED,
        UNCHANGED;

        /** Returns the action of a word of the API. */
        static Action of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Returns the word for people. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void add(Action action) {
        counts.merge(action, 1L, Long::sum);
    }

    long of(Action action) {
        return counts.getOrDefault(action, 0L);
    }

    long all() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns a line such as {@code 3 documents: 1 created, 0 changed, 2 unchanged}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %,d created, %,d changed, %,d unchanged",
                documents(all()),
                of(Action.CREATED),
                of(Action.CHANGED),
                of(Action.UNCHANGED));
    }

    /** Returns a number of documents for people. */
    static String documents(long count) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "document" : "documents");
    }
}
