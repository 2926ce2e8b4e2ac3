package io.tollgate.resource;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Cycle;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.Resource;
import io.tollgate.plan.Subscription;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes resources as documents that {@link DocumentReader} reads as the same resources. Thread-safe. */
public final class DocumentWriter {

    private static final JsonMapper MAPPER = new JsonMapper();

    private DocumentWriter() {}

    /** Returns the document, its fields in the order in which people write them, what is the default left out. */
    public static ObjectNode document(Resource resource) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("kind", resource.id().kind().label());
        if (resource instanceof Plan plan) {
            plan(document, plan);
        } else if (resource instanceof Customer customer) {
            document.put("key", customer.key());
            ArrayNode subjects = document.putArray("subjects");
            customer.subjects().forEach(subjects::add);
        } else if (resource instanceof Subscription subscription) {
            subscription(document, subscription);
        } else if (resource instanceof Grant grant) {
            grant(document, grant);
        }
        if (!resource.metadata().isEmpty()) {
            document.set("metadata", MAPPER.valueToTree(resource.metadata()));
        }
        return document;
    }

    private static void plan(ObjectNode document, Plan plan) {
        document.put("key", plan.ref().key());
        document.put("version", plan.ref().version());
        document.put("status", lowerCase(plan.status()));
        document.put("billing_period", lowerCase(plan.billingPeriod()));
        ArrayNode features = document.putArray("features");
        for (Plan.Feature feature : plan.features()) {
            ObjectNode written = features.addObject();
            written.put("key", feature.key());
            written.put("unit", feature.unit());
            if (feature.reported()) {
                written.put("hits", "reported");
            }
            ArrayNode limits = written.putArray("limits");
            feature.limits().forEach(limit -> limit(limits.addObject(), limit));
        }
    }

    private static void limit(ObjectNode written, PlanLimit limit) {
        written.put("name", limit.name());
        written.put("unit", limit.unit() == null ? "billing_period" : lowerCase(limit.unit()));
        if (limit.unitMultiplier() != 1) {
            written.put("unit_multiplier", limit.unitMultiplier());
        }
        if (limit.kind() != PlanLimit.Kind.METERED) {
            amount(written, limit.amount());
        }
        written.put("kind", lowerCase(limit.kind()));
        if (limit.gracePercent() != 0) {
            written.put("grace_percent", limit.gracePercent());
        }
        if (!limit.thresholds().isEmpty()) {
            ArrayNode thresholds = written.putArray("thresholds");
            limit.thresholds().forEach(thresholds::add);
        }
        PlanLimit.Rollover rollover = limit.rollover();
        if (rollover != null) {
            written.putObject("rollover").put("cap", rollover.cap()).put("max_periods", rollover.maxPeriods());
        }
    }

    private static void amount(ObjectNode written, long amount) {
        if (amount == PlanLimit.UNLIMITED) {
            written.put("unlimited", true);
        } else {
            written.put("amount", amount);
        }
    }

    private static void subscription(ObjectNode document, Subscription subscription) {
        ZoneId zone = subscription.cycles().first().zone();
        document.put("key", subscription.key());
        document.put("customer", subscription.customer());
        if (subscription.phases().size() == 1) {
            document.put("plan", subscription.phases().get(0).plan().toString());
        } else {
            ArrayNode phases = document.putArray("phases");
            for (Subscription.Phase phase : subscription.phases()) {
                phases.addObject().put("plan", phase.plan().toString()).put("from", text(phase.from(), zone));
            }
        }
        if (subscription.cycles().all().size() == 1) {
            cycle(document, subscription.cycles().first());
        } else {
            ArrayNode cycles = document.putArray("cycles");
            subscription.cycles().all().forEach(cycle -> cycles.add(cycle(cycle)));
        }
        document.put("from", text(subscription.from(), zone));
        if (subscription.to() != null) {
            document.put("to", text(subscription.to(), zone));
        }
        if (!subscription.suspensions().isEmpty()) {
            ArrayNode suspensions = document.putArray("suspensions");
            for (Subscription.Suspension suspension : subscription.suspensions()) {
                ObjectNode written = suspensions.addObject().put("from", text(suspension.from(), zone));
                if (suspension.to() != null) {
                    written.put("to", text(suspension.to(), zone));
                }
            }
        }
        if (!subscription.overrides().isEmpty()) {
            ArrayNode overrides = document.putArray("overrides");
            for (Subscription.LimitOverride override : subscription.overrides()) {
                ObjectNode written =
                        overrides.addObject().put("feature", override.feature()).put("limit", override.limit());
                amount(written, override.amount());
            }
        }
    }

    /** Returns a cycle as documents have it in a list. */
    public static ObjectNode cycle(Cycle cycle) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        cycle(written, cycle);
        return written;
    }

    private static void cycle(ObjectNode written, Cycle cycle) {
        if (cycle.anchor() != null) {
            written.put("anchor", text(cycle.anchor(), cycle.zone()));
        }
        written.put("time_zone", cycle.zone().getId());
        if (cycle.from() != null) {
            written.put("from", text(cycle.from(), cycle.zone()));
        }
    }

    private static void grant(ObjectNode document, Grant grant) {
        document.put("key", grant.key());
        document.put("customer", grant.customer());
        document.put("feature", grant.feature());
        if (grant.limit() != null) {
            document.put("limit", grant.limit());
        }
        document.put("amount", grant.amount());
        if (grant.priority() != 0) {
            document.put("priority", grant.priority());
        }
        document.put("effective", text(grant.effective(), ZoneOffset.UTC));
        if (grant.expires() != null) {
            document.put("expires", text(grant.expires(), ZoneOffset.UTC));
        }
        if (grant.voidedAt() != null) {
            document.put("voided", true);
            document.put("voided_at", text(grant.voidedAt(), ZoneOffset.UTC));
        }
    }

    private static String text(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }

    private static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
