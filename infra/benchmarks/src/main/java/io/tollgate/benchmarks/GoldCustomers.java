package io.tollgate.benchmarks;

import io.tollgate.model.Unit;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.ResourceView;
import io.tollgate.resource.StoredResource;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any number of customers, each with one subject of its name and a subscription to one plan of two limits. */
final class GoldCustomers implements ResourceView {

    private static final String SUBJECT = "key-";
    private static final PlanRef GOLD = new PlanRef("gold", 1);
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private final Plan plan;

    /** @param amount of each limit */
    GoldCustomers(long amount) {
        List<PlanLimit> limits = List.of(
                new PlanLimit("burst", Unit.SECOND, 1, amount, PlanLimit.Kind.HARD, 0, List.of()),
                new PlanLimit("monthly", Unit.MONTH, 1, amount, PlanLimit.Kind.HARD, 0, List.of()));
        this.plan = new Plan(
                GOLD, Plan.Status.ACTIVE, Unit.MONTH, List.of(new Plan.Feature("calls", "requests", limits)), Map.of());
    }

    static String subject(int customer) {
        return SUBJECT + customer;
    }

    @Override
    public @Nullable StoredResource find(ResourceId id) {
        return switch (id.kind()) {
            case PLAN -> stored(plan);
            case CUSTOMER -> stored(new Customer(id.id(), List.of(id.id()), Map.of()));
            case SUBSCRIPTION, GRANT -> null;
        };
    }

    private static StoredResource stored(Resource resource) {
        return new StoredResource(resource, 1, Instant.EPOCH, "", "");
    }

    @Override
    public int revision(ResourceId id) {
        return 1;
    }

    @Override
    public String customerOf(String subject) {
        return subject;
    }

    @Override
    public List<Subscription> subscriptionsOf(String customer) {
        return List.of(new Subscription(
                "gold-" + customer,
                customer,
                List.of(new Subscription.Phase(GOLD, Instant.EPOCH)),
                Cycles.of(null, ZONE),
                Instant.EPOCH,
                null,
                List.of(),
                List.of(),
                Map.of()));
    }

    @Override
    public List<Grant> grantsOf(String customer) {
        return List.of();
    }

    @Override
    public @Nullable String subscriptionTo(PlanRef ref) {
        return null;
    }
}
