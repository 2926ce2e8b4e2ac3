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
     * Makes a change unless the same request made it before; when this returns, reads see it. A request that changed
     * nothing, or could not be done, is not remembered: when it comes again, it is looked at again.
     *
     * @throws RequestReusedException if another request had the same key
     * @throws ResourcesUnavailableException if Kafka does not answer in time
     */
    Outcome make(Edit edit, RepeatableRequest request);

    /**
     * Returns what a change would do, and does not make it.
     *
     * @throws ResourcesUnavailableException if Kafka does not answer in time
     */
    List<Revision> tryOut(Edit edit);
}
