package io.tollgate.gateway.rls;

import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.LimitDecision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A limit as clients are told of it.
 *
 * @param name no other policy of the response has it
 */
record Policy(String name, LimitDecision limit) {

    /** So that the fields stay well below what clients and proxies take. */
    static final int MOST = 16;

    /** Those that are over limit first, then those with the smallest share left. */
    private static final Comparator<Policy> BY_NEED =
            Comparator.comparing(Policy::isOver, Comparator.reverseOrder()).thenComparingDouble(Policy::shareLeft);

    /** Returns the policies of a decision in its order: all, or of very many those that a client needs most. */
    static List<Policy> of(Decision decision) {
        PolicyNames names = new PolicyNames();
        List<Policy> policies = new ArrayList<>();
        for (LimitDecision limit : decision.limits()) {
            policies.add(new Policy(names.nameOf(limit.limit()), limit));
        }
        if (policies.size() > MOST) {
            List<Policy> needed = policies.stream().sorted(BY_NEED).limit(MOST).toList();
            policies.retainAll(needed);
        }
        return policies;
    }

    /** Returns whether the request is above the limit. */
    boolean isOver() {
        return limit.overLimit();
    }

    private double shareLeft() {
        return (double) limit.remaining() / Math.max(1, limit.limit().requestsPerUnit());
    }
}
