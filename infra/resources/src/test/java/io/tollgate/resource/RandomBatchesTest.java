package io.tollgate.resource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.topic.EventCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random batches and deletions on few names, so that most of them collide, against what must hold at all times. */
final class RandomBatchesTest {

    private static final Signed NOBODY = new Signed("", "");
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverBreakWhatHoldsAtAllTimes(long seed) {
        Random random = new Random(seed);
        HeapResources resources = new HeapResources();
        int made = 0;
        try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
            for (int i = 0; i < 1_500; i++) {
                Edit edit = random.nextInt(8) == 0 ? deletion(random) : batch(random);
                try {
                    List<Revision> revisions = edit.on(resources, HeapResources.NOW);
                    made += revisions.size();
                    for (Revision revision : shuffled(revisions, random)) {
                        resources.take(revision);
                        if (revision.isNew()) {
                            store.take(revision.id(), EventCodec.RESOURCES.encode(ResourceRecords.event(revision)), i);
                        }
                    }
                    assertInvariants(resources);
                    assertSameAnswers(store, resources);
                } catch (RejectedDocumentsException | ResourceInUseException | NoSuchResourceException e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }

        assertThat(made).isGreaterThan(200);
    }

    private static List<Revision> shuffled(List<Revision> revisions, Random random) {
        List<Revision> shuffled = new ArrayList<>(revisions);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static void assertInvariants(HeapResources resources) {
        Map<String, String> owners = new HashMap<>();
        resources
                .all(Customer.class)
                .forEach(customer -> customer.subjects()
                        .forEach(subject -> assertThat(owners.put(subject, customer.key()))
                                .as("second owner of %s", subject)
                                .isNull()));
        resources.all(Subscription.class).forEach(subscription -> {
            assertThat(resources.find(Customer.idOf(subscription.customer()))).isNotNull();
            subscription
                    .phases()
                    .forEach(phase ->
                            assertThat(plan(resources, phase.plan()).status()).isNotEqualTo(Plan.Status.DRAFT));
        });
        resources
                .all(Grant.class)
                .forEach(grant -> assertThat(resources.find(Customer.idOf(grant.customer())))
                        .isNotNull());
        for (String customer : KEYS) {
            for (int day = -1; day < 40; day++) {
                Instant at = FIRST.plus(Duration.ofDays(day)).plusMillis(1);
                Set<String> features = new HashSet<>();
                for (Subscription subscription : resources.subscriptionsOf(customer)) {
                    switch (subscription.stateAt(at)) {
                        case ACTIVE, CANCELED, SUSPENDED ->
                            plan(resources, subscription.planAt(at))
                                    .features()
                                    .forEach(feature -> assertThat(features.add(feature.key()))
                                            .as("%s of %s twice at %s", feature.key(), customer, at)
                                            .isTrue());
                        case SCHEDULED, ENDED -> {}
                    }
                }
            }
        }
    }

    private static Plan plan(HeapResources resources, PlanRef ref) {
        StoredResource stored = resources.find(ref.id());
        assertThat(stored).as("%s", ref).isNotNull();
        return (Plan) requireNonNull(stored).resource();
    }

    private static void assertSameAnswers(ResourceStore store, HeapResources resources) {
        for (ResourceKind kind : ResourceKind.values()) {
            for (String key : KEYS) {
                ResourceId id = new ResourceId(kind, kind == ResourceKind.PLAN ? key + "@1" : key);
                assertThat(store.find(id)).isEqualTo(resources.find(id));
                assertThat(store.revision(id)).isEqualTo(resources.revision(id));
            }
        }
        for (String key : KEYS) {
            assertThat(store.subscriptionsOf(key)).isEqualTo(resources.subscriptionsOf(key));
            assertThat(store.grantsOf(key)).isEqualTo(resources.grantsOf(key));
            assertThat(store.customerOf("s" + key)).isEqualTo(resources.customerOf("s" + key));
            assertThat(store.subscriptionTo(new PlanRef(key, 1)) == null)
                    .isEqualTo(resources.subscriptionTo(new PlanRef(key, 1)) == null);
        }
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Edit deletion(Random random) {
        ResourceKind kind = pick(random, List.of(ResourceKind.values()));
        String key = pick(random, KEYS);
        return new Deleting(
                new ResourceId(kind, kind == ResourceKind.PLAN ? key + "@1" : key), Precondition.NONE, NOBODY);
    }

    private static Edit batch(Random random) {
        List<ObjectNode> documents = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            documents.add(Documents.of(document(random)));
        }
        return Applying.all(documents, NOBODY);
    }

    private static String document(Random random) {
        String key = pick(random, KEYS);
        String customer = pick(random, KEYS);
        return switch (random.nextInt(4)) {
            case 0 ->
                "{kind: 'Plan', key: '" + key + "', version: 1, status: '"
                        + pick(random, List.of("draft", "active", "archived"))
                        + "', features: [{key: '" + pick(random, List.of("f", "g"))
                        + "', limits: [{name: 'l', unit: 'day', amount: " + random.nextInt(2) + "}]}]}";
            case 1 ->
                "{kind: 'Customer', key: '" + key + "', subjects: ["
                        + (random.nextBoolean() ? "'s" + pick(random, KEYS) + "'" : "") + "]}";
            case 2 -> {
                int from = random.nextInt(30);
                int second = from + 1 + random.nextInt(5);
                yield "{kind: 'Subscription', key: '" + key + "', customer: '" + customer + "', from: '" + day(from)
                        + "', "
                        + (random.nextBoolean()
                                ? "plan: '" + pick(random, KEYS) + "@1'"
                                : "phases: [{plan: '" + pick(random, KEYS) + "@1'}, {plan: '" + pick(random, KEYS)
                                        + "@1', from: '" + day(second) + "'}]")
                        + ", to: " + (random.nextInt(4) == 0 ? "null" : "'" + day(second + random.nextInt(4) + 1) + "'")
                        + "}";
            }
            default ->
                "{kind: 'Grant', key: '" + key + "', customer: '" + customer + "', feature: '"
                        + pick(random, List.of("f", "g")) + "', amount: 1}";
        };
    }

    private static String day(int number) {
        return FIRST.plus(Duration.ofDays(number)).toString();
    }
}
