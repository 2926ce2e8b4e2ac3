package io.tollgate.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.event.QuotaCounter;
import io.tollgate.model.Unit;
import io.tollgate.plan.Customer;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.NoSuchResourceException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access from terms and usage that are written down here. */
final class AccessAnswersTest {

    private static final Instant NOW = Instant.parse("2026-03-10T10:00:00Z");
    private static final String START = "2026-02-28T00:00:00Z";
    private static final String END = "2026-03-31T00:00:00Z";
    private static final String CSV_HEADER =
            "customer,feature,unit,subscription,plan,name,window_start,resets_at,used,limit,"
                    + "remaining,overage,forecast_at_reset,runs_out_at,as_of\r\n";
    private static final PlanRef GOLD = new PlanRef("gold", 1);

    private final Map<String, CustomerTerms> terms = new HashMap<>();
    private final Map<String, Long> used = new HashMap<>();
    private final AccessAnswers answers =
            new AccessAnswers(customer -> Optional.ofNullable(terms.get(customer)), this::usage);

    private final CustomerUsage customerUsage =
            new CustomerUsage(customer -> Optional.ofNullable(terms.get(customer)), answers);

    private JsonNode usage(String subscription, String feature) {
        ObjectNode answer = ResourceJson.object().put("as_of", "2026-03-10T09:59:59Z");
        ArrayNode windows = answer.putArray("windows");
        Long hits = used.get(subscription + "/" + feature);
        if (hits != null) {
            windows.addObject()
                    .put("window_start", START)
                    .put("window_end", END)
                    .put("admitted", hits + 2)
                    .put("given_back", 2);
        }
        return answer;
    }

    private void acme(PlanLimit.Kind kind, long amount) {
        acme(new PlanLimit("monthly", null, 1, amount, kind, 0, List.of()));
    }

    private void acme(PlanLimit limit, Grant... grants) {
        Plan plan = new Plan(
                GOLD,
                Plan.Status.ACTIVE,
                Unit.MONTH,
                List.of(new Plan.Feature("calls", "requests", List.of(limit))),
                Map.of());
        Subscription subscription = new Subscription(
                "acme-gold",
                "acme",
                List.of(new Subscription.Phase(GOLD, Instant.EPOCH)),
                Cycles.of(Instant.parse("2026-01-31T00:00:00Z"), ZoneId.of("UTC")),
                Instant.EPOCH,
                null,
                List.of(),
                List.of(),
                Map.of());
        Customer customer = new Customer("acme", List.of("key-a"), Map.of());
        terms.put("acme", new CustomerTerms(customer, List.of(subscription), Map.of(GOLD, plan), List.of(grants)));
    }

    private JsonNode ask(String body) {
        return answers.answer(AccessRequest.read(RequestJson.object(body.getBytes(StandardCharsets.UTF_8))), NOW)
                .get("answers");
    }

    @ParameterizedTest(name = "{0} {1}, used {2}")
    @CsvSource({
        "HARD, 10,  3, true,  7, 0",
        "HARD, 10, 10, false, 0, 0",
        "SOFT, 10, 12, true,  0, 2",
        "HARD, 10,  0, true, 10, 0",
    })
    void tellsWhatIsUsedAndWhatRemains(
            PlanLimit.Kind kind, long amount, long hits, boolean access, long remaining, long overage) {
        acme(kind, amount);
        used.put("acme-gold/calls", hits);

        JsonNode answer = ask("{\"customers\": [\"acme\"]}").get(0);

        assertThat(answer.get("has_access").booleanValue()).isEqualTo(access);
        assertThat(answer.get("reason").asText("")).isEqualTo(access ? "" : "limit_reached");
        assertThat(answer.get("used").longValue()).isEqualTo(hits);
        assertThat(answer.get("remaining").longValue()).isEqualTo(remaining);
        assertThat(answer.get("overage").longValue()).isEqualTo(overage);
        assertThat(answer.get("resets_at").textValue()).isEqualTo(END);
        assertThat(answer.get("as_of").textValue()).isEqualTo("2026-03-10T09:59:59Z");
        assertThat(answer.get("limits").get(0).get("window_start").textValue()).isEqualTo(START);
    }

    @Test
    void tellsWhatIsRolledOverAndWhatIsLeftOfGrants() {
        acmeWithRollover();
        used.put("acme-gold/calls", 15L);

        JsonNode limit = ask("{\"customers\": [\"acme\"]}").get(0).get("limits").get(0);

        assertThat(limit.get("limit").longValue()).isEqualTo(18);
        assertThat(limit.get("remaining").longValue()).isEqualTo(3);
        assertThat(limit.get("rollover")).hasToString("{\"in\":3}");
        assertThat(limit.get("grants"))
                .hasToString("[{\"key\":\"top-up\",\"remaining\":3,\"expires\":\"2026-05-01T00:00:00Z\"}]");
    }

    @Test
    void tellsTheSameLimitsBesideTheUsageOfASubscription() {
        acmeWithRollover();
        used.put("acme-gold/calls", 15L);
        SubscriptionLimits limits = new SubscriptionLimits(
                key -> key.equals("acme-gold") ? Optional.ofNullable(terms.get("acme")) : Optional.empty(), () -> NOW);
        String usage = usage("acme-gold", "calls").toString();

        JsonNode told = RequestJson.object(
                limits.addTo(usage, new QuotaCounter("acme-gold", "calls")).getBytes(StandardCharsets.UTF_8));

        assertThat(told.get("limits"))
                .hasToString(
                        ask("{\"customers\": [\"acme\"]}").get(0).get("limits").toString());
        assertThat(limits.addTo(usage, new QuotaCounter("other", "calls"))).isEqualTo(usage + "\n");
    }

    private void acmeWithRollover() {
        PlanLimit limit =
                new PlanLimit("monthly", null, 1, 10, PlanLimit.Kind.HARD, 0, List.of(), new PlanLimit.Rollover(3, 1));
        acme(
                limit,
                new Grant(
                        "top-up",
                        "acme",
                        "calls",
                        null,
                        5,
                        0,
                        Instant.parse("2026-02-10T00:00:00Z"),
                        Instant.parse("2026-05-01T00:00:00Z"),
                        null,
                        Map.of()));
    }

    @Test
    void whatIsUnlimitedHasNoLimitAndNothingThatRemains() {
        acme(PlanLimit.Kind.METERED, PlanLimit.UNLIMITED);
        used.put("acme-gold/calls", 5L);

        JsonNode answer =
                ask("{\"customers\": [\"acme\"], \"features\": [\"calls\"]}").get(0);

        assertThat(answer.get("has_access").booleanValue()).isTrue();
        assertThat(answer.get("limit").isNull()).isTrue();
        assertThat(answer.get("remaining").isNull()).isTrue();
        assertThat(answer.get("used").longValue()).isEqualTo(5);
    }

    @Test
    void saysWhyThereIsNoAccess() {
        acme(PlanLimit.Kind.HARD, 1);

        assertThat(ask("{\"customers\": [\"nobody\"]}").get(0).get("reason").textValue())
                .isEqualTo("unknown_customer");
        assertThat(ask("{\"customers\": [\"acme\"], \"features\": [\"storage\"]}")
                        .get(0)
                        .get("reason")
                        .textValue())
                .isEqualTo("feature_unavailable");
    }

    @Test
    void tellsWhatACustomerUsedLimitByLimitWithItsForecast() {
        acme(PlanLimit.Kind.SOFT, 10);
        used.put("acme-gold/calls", 12L);

        ObjectNode usage = customerUsage.of("acme", null, NOW);

        assertThat(usage)
                .hasToString("{'customer':'acme','as_of':'2026-03-10T09:59:59Z','features':["
                        .concat("{'key':'calls','unit':'requests','subscription':'acme-gold','plan':'gold@1',")
                        .concat("'has_access':true,'reason':null,'limits':[{'name':'monthly',")
                        .concat("'window_start':'2026-02-28T00:00:00Z','resets_at':'2026-03-31T00:00:00Z',")
                        .concat("'used':12,'limit':10,'remaining':0,'overage':2,'forecast':")
                        .concat("{'method':'linear','at_reset':36,'runs_out_at':'2026-03-10T09:59:59Z'}}]}]}")
                        .replace('\'', '"'));
        assertThat(CustomerUsage.csv(usage))
                .isEqualTo(CSV_HEADER
                        + "acme,calls,requests,acme-gold,gold@1,monthly,2026-02-28T00:00:00Z,2026-03-31T00:00:00Z,12,10,0,2,36,"
                        + "2026-03-10T09:59:59Z,2026-03-10T09:59:59Z\r\n");
    }

    @Test
    void tellsWhyACustomerHasNoUsageOfAFeature() {
        acme(PlanLimit.Kind.HARD, 10);

        ObjectNode usage = customerUsage.of("acme", "storage", NOW);

        assertThat(usage.at("/features/0/reason").textValue()).isEqualTo("feature_unavailable");
        assertThat(usage.at("/features/0/limits")).isEmpty();
        assertThat(CustomerUsage.csv(usage)).isEqualTo(CSV_HEADER);
        assertThatThrownBy(() -> customerUsage.of("nobody", null, NOW)).isInstanceOf(NoSuchResourceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"customers\": []}",
                "{\"customers\": [1]}",
                "{\"customers\": \"acme\"}",
                "{\"customers\": [\"a\"], \"x\": 1}"
            })
    void aRequestThatAsksForNothingIsRejected(String body) {
        assertThatThrownBy(() -> ask(body)).isInstanceOf(BadRequestException.class);
    }
}
