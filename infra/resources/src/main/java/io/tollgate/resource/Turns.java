package io.tollgate.resource;

import java.util.List;

/**
 * Who writes the topics of resources: one at a time among all instances. Used by one thread at a time.
 *
 * <p>There is no leader. Who takes the turn ends whatever turn was taken before, here or elsewhere, and what was begun in
 * it. So a commit that succeeds proves that nobody took the turn since, and what all others committed before is in the
 * topics when the turn is taken.
 */
interface Turns extends AutoCloseable {

    /**
     * Takes the turn.
     *
     * @throws ResourcesUnavailableException if Kafka does not answer in time
     */
    void take();

    /**
     * Writes revisions to both topics, and which request made them, all or none.
     *
     * @param requests those that are remembered and forgotten with it
     * @return the position behind them in the topic of resources
     * @throws TurnLostException if somebody else took the turn: nothing was written, or all of it before that
     * @throws ResourcesUnavailableException if Kafka does not answer in time: all was written or nothing, and the turn is
     *     to be taken again before that is known
     */
    long write(List<Revision> revisions, List<RequestRecord> requests) throws TurnLostException;

    @Override
    void close();

    /** Somebody else took the turn. */
    final class TurnLostException extends Exception {
        private static final long serialVersionUID = 1;

        TurnLostException(Throwable cause) {
            super(cause);
        }
    }
}
