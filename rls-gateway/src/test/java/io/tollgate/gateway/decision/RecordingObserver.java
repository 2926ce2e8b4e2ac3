package io.tollgate.gateway.decision;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told, until it is asked. */
final class RecordingObserver implements DirtyWindowObserver {

    private final List<Move> moves = new ArrayList<>();

    /** One call of {@link DirtyWindowObserver#moved}. */
    record Move(CounterWindow window, long nowMillis, boolean report, boolean urgent) {}

    @Override
    public void dirty(CounterWindow window, long nowMillis, boolean report, boolean urgent) {
        moves.add(new Move(window, nowMillis, report, urgent));
    }

    /** Returns what was told since the last query. */
    List<Move> take() {
        List<Move> taken = List.copyOf(moves);
        moves.clear();
        return taken;
    }
}
