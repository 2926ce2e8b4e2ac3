package io.tollgate.gateway.subscriptions;

import io.tollgate.gateway.decision.EarlierUsages;
import io.tollgate.gateway.decision.SubscribedPlan;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.plan.CustomerTerms;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a subject, and what it is charged by the rules that were asked for. Thread-safe: threads that ask for
 * new rules at once may lose what one of them made, which then is made once more.
 */
final class SubjectTerms {

    /** Rules of a table that was replaced make room for those of the next. */
    private static final int MOST_OTHERS = 7;

    private static final SubscribedPlan[] NONE = {};

    final String subject;

    /** Which reading of plans it belongs to. */
    final long generation;

    /** What is agreed with the subject's customer; null if nobody has the subject. */
    final @Nullable CustomerTerms terms;

    private volatile @Nullable SubscribedPlan latest;
    private volatile SubscribedPlan[] others = NONE;

    /** Whether it was asked for since somebody looked for what may leave; a value that is lost keeps another too long. */
    private boolean used = true;

    SubjectTerms(String subject, long generation, @Nullable CustomerTerms terms) {
        this.subject = subject;
        this.generation = generation;
        this.terms = terms;
    }

    /** Notes that it is in use. */
    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Returns whether it was in use since this was asked last. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** Makes what a subject is charged. */
    interface Compiler {
        SubscribedPlan compile(ChargePlan asked, SubjectTerms of, long nowMillis, EarlierUsages earlier);
    }

    /**
     * Returns what the subject is charged by a rule.
     *
     * @param earlier knows what may be carried on from earlier windows
     * @param compiler makes it where it is not known, or holds no more
     */
    SubscribedPlan plan(ChargePlan asked, long nowMillis, EarlierUsages earlier, Compiler compiler) {
        SubscribedPlan last = latest;
        return last != null && isOf(last, asked.rule(), nowMillis, earlier)
                ? last
                : another(asked, nowMillis, earlier, compiler);
    }

    private SubscribedPlan another(ChargePlan asked, long nowMillis, EarlierUsages earlier, Compiler compiler) {
        SubscribedPlan[] known = others;
        for (SubscribedPlan candidate : known) {
            if (isOf(candidate, asked.rule(), nowMillis, earlier)) {
                return candidate;
            }
        }
        SubscribedPlan made = compiler.compile(asked, this, nowMillis, earlier);
        SubscribedPlan last = latest;
        if (last != null && last.plan().rule() != asked.rule()) {
            List<SubscribedPlan> kept = Arrays.stream(known)
                    .filter(candidate -> candidate.plan().rule() != asked.rule())
                    .skip(Math.max(0, known.length + 1 - MOST_OTHERS))
                    .toList();
            SubscribedPlan[] more = kept.toArray(new SubscribedPlan[kept.size() + 1]);
            more[kept.size()] = last;
            others = more;
        }
        latest = made;
        return made;
    }

    private static boolean isOf(SubscribedPlan plan, @Nullable LimitRule rule, long nowMillis, EarlierUsages earlier) {
        return plan.plan().rule() == rule && plan.holdsAt(nowMillis, earlier);
    }
}
