package io.tollgate.resource;

import java.util.List;

/** Makes changes, each as a whole or not at all, one after the other. Thread-safe; calls may take several seconds. */
public interface ResourceChanges {

    /**
     * Makes a change; when this returns, reads see it.
     *
     * @return what the edit said
     * @throws ResourcesUnavailableException if Kafka does not answer in time
     */
    List<Revision> make(Edit edit);

    /**
     * Returns what a change would do, and does not make it.
     *
     * @throws ResourcesUnavailableException if Kafka does not answer in time
     */
    List<Revision> tryOut(Edit edit);
}
