package io.tollgate.translate.verify;

/** What a source does to requests that are sent through Envoy. */
public interface TrafficModel extends SourceModel<SentRequest> {

    /** Returns whether the source has limits; where it has none, the descriptors that are asked for are compared. */
    boolean hasLimits();
}
