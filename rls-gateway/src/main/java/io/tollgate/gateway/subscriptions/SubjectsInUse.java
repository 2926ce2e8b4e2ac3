package io.tollgate.gateway.subscriptions;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The subjects on the heap, at most so many. One that is not in use makes room for another: a hand goes round, passes those
 * that were asked for since it came by last, and takes the first that was not (the CLOCK algorithm). Thread-safe; finding
 * takes no lock, and writes only a mark.
 *
 * <p>A cache of a library keeps an order of use, so that each look-up writes to several objects: of ten thousand subjects in
 * turn none is in the processor's caches, and that took as long as half of the decision.
 */
final class SubjectsInUse {

    private final Map<String, SubjectTerms> bySubject = new ConcurrentHashMap<>();
    private final long most;
    private Iterator<SubjectTerms> hand = Collections.emptyIterator();

    SubjectsInUse(long most) {
        this.most = most;
    }

    @Nullable SubjectTerms find(String subject) {
        SubjectTerms found = bySubject.get(subject);
        if (found != null) {
            found.use();
        }
        return found;
    }

    /**
     * Puts in place what is made of what is known. A {@link #forget} that begins meanwhile waits for it.
     *
     * @param made never null; what it is given is null if nothing is known
     */
    void put(String subject, Function<@Nullable SubjectTerms, SubjectTerms> made) {
        bySubject.compute(subject, (key, known) -> made.apply(known));
        makeRoom();
    }

    void forget(Collection<String> subjects) {
        subjects.forEach(bySubject::remove);
    }

    int size() {
        return bySubject.size();
    }

    private synchronized void makeRoom() {
        for (long passed = 0; bySubject.size() > most; passed++) {
            if (!hand.hasNext()) {
                hand = bySubject.values().iterator();
            }
            if (!hand.hasNext()) {
                return; // others forgot them all meanwhile
            }
            SubjectTerms next = hand.next();
            boolean used = next.wasUsed();
            if (!used || passed > 2 * most) { // where all are in use all the time any has to go
                bySubject.remove(next.subject, next);
            }
        }
    }
}
