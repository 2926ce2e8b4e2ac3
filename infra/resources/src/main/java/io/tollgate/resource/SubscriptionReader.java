package io.tollgate.resource;

import io.tollgate.model.Unit;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Subscription;
import io.tollgate.plan.Subscription.LimitOverride;
import io.tollgate.plan.Subscription.Phase;
import io.tollgate.plan.Subscription.Suspension;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the document of a subscription. What it does not say stays: its begin and end, its suspensions. A plan that is not
 * the one of the moment holds from now on; another anchor or zone holds from the next billing period on.
 */
final class SubscriptionReader {

    /** How many plans or suspensions a subscription has at most. */
    static final int MOST_PHASES = 100;

    private static final int MOST_OVERRIDES = 1_000;

    private SubscriptionReader() {}

    /** @param billingPeriod returns the unit of a plan's billing periods */
    static Subscription read(
            String key,
            DocumentNode fields,
            @Nullable Subscription before,
            Function<PlanRef, Unit> billingPeriod,
            Instant now) {
        String customer = fields.key("customer");
        Cycles cycles = CycleReader.read(fields, before, billingPeriod, now);
        ZoneId zone = cycles.first().zone();
        Instant from = fields.instant("from", zone);
        if (from == null) {
            from = before == null ? now : before.from();
        }
        Instant to = fields.has("to") || before == null ? fields.instant("to", zone) : before.to();
        if (to != null && !to.isAfter(from)) {
            fields.wrong("to", "expected a time after from, which is " + from);
        }
        List<Phase> phases = phases(fields, before, from, zone, now);
        List<Suspension> suspensions =
                fields.has("suspensions") || before == null ? suspensions(fields, zone) : before.suspensions();
        return new Subscription(
                key,
                customer,
                phases,
                cycles,
                from,
                to,
                suspensions,
                overrides(fields),
                DocumentReader.metadata(fields));
    }

    private static List<Phase> phases(
            DocumentNode fields, @Nullable Subscription before, Instant from, ZoneId zone, Instant now) {
        if (fields.find("phases") != null) {
            if (fields.find("plan") != null) {
                fields.wrong("plan", "phases says it too (expected: one of both)");
            }
            return listed(fields, from, zone);
        }
        PlanRef plan = DocumentReader.planRef(fields, "plan");
        if (before == null) {
            return List.of(new Phase(plan, from));
        }
        List<Phase> phases = new ArrayList<>(before.phases());
        phases.set(0, new Phase(phases.get(0).plan(), from));
        if (!before.planAt(now).equals(plan)) {
            phases.removeIf(phase -> !phase.from().isBefore(now));
            phases.add(new Phase(plan, phases.isEmpty() ? from : now));
        }
        if (phases.size() > 1 && !from.isBefore(phases.get(1).from())) {
            fields.wrong(
                    "from",
                    "expected a time before the next plan holds, which is "
                            + phases.get(1).from());
        }
        return phases;
    }

    private static List<Phase> listed(DocumentNode fields, Instant from, ZoneId zone) {
        List<Phase> phases = new ArrayList<>();
        for (DocumentNode phase : fields.maps("phases", MOST_PHASES)) {
            PlanRef plan = DocumentReader.planRef(phase, "plan");
            Instant begin = phase.instant("from", zone);
            if (begin == null) {
                if (!phases.isEmpty()) {
                    phase.wrong("from", "missing");
                }
                begin = from;
            } else if (phases.isEmpty() && !begin.equals(from)) {
                phase.wrong("from", "the first phase begins with the subscription, at " + from);
            } else if (!phases.isEmpty()
                    && !begin.isAfter(phases.get(phases.size() - 1).from())) {
                phase.wrong("from", "expected a time after that of the phase before");
            }
            phase.rejectOthers();
            phases.add(new Phase(plan, begin));
        }
        if (phases.isEmpty()) {
            fields.wrong("phases", "none (expected: at least one)");
            phases.add(new Phase(new PlanRef("?", 1), from));
        }
        return phases;
    }

    private static List<Suspension> suspensions(DocumentNode fields, ZoneId zone) {
        List<Suspension> suspensions = new ArrayList<>();
        for (DocumentNode suspension : fields.maps("suspensions", MOST_PHASES)) {
            Instant from = suspension.instant("from", zone);
            if (from == null) {
                suspension.wrong("from", "missing");
                from = Instant.EPOCH;
            }
            Instant to = suspension.instant("to", zone);
            if (to != null && !to.isAfter(from)) {
                suspension.wrong("to", "expected a time after from");
            }
            suspension.rejectOthers();
            suspensions.add(new Suspension(from, to));
        }
        return suspensions;
    }

    private static List<LimitOverride> overrides(DocumentNode fields) {
        List<LimitOverride> overrides = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (DocumentNode override : fields.maps("overrides", MOST_OVERRIDES)) {
            String feature = override.key("feature");
            String limit = override.key("limit");
            if (!seen.add(List.of(feature, limit))) {
                override.wrong("limit", "'" + limit + "' of feature '" + feature + "' is overridden twice");
            }
            overrides.add(
                    new LimitOverride(feature, limit, DocumentReader.amount(override, override.flag("unlimited"))));
            override.rejectOthers();
        }
        return overrides;
    }
}
