package io.tollgate.gateway.decision;

import io.tollgate.plan.Standing.Reason;

/**
 * Observes what was decided, for metrics. Called on request threads, many at a time: must not block, lock, touch a disk
 * or throw, and should allocate nothing.
 */
public interface DecisionObserver {

    /** Takes note of nothing. */
    DecisionObserver NONE = new DecisionObserver() {
        @Override
        public void charged(ChargedHits hits) {}

        @Override
        public void unknownDomain(String domain) {}

        @Override
        public void admittedByGlobalShadowMode() {}

        @Override
        public void notEntitled(String domain, Reason reason) {}
    };

    /**
     * A descriptor charged a counter, or is over because its subject has no subscription that holds; called once for each
     * such descriptor of a request that was answered.
     */
    void charged(ChargedHits hits);

    /** No limit file names the request's domain; called once for each descriptor, as the reference counts it. */
    void unknownDomain(String domain);

    /** A request was over its limits and passes only because the whole gateway is in shadow mode. */
    void admittedByGlobalShadowMode();

    /** A descriptor's subject has no subscription that holds; its request was answered as its limit file says for that. */
    void notEntitled(String domain, Reason reason);
}
