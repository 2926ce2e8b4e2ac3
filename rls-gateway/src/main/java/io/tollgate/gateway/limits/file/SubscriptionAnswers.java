package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import io.tollgate.gateway.limits.yaml.YamlFields;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Standing.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code subscriptions} at the root of a file says: how requests are answered whose subject has no subscription that
 * holds. Immutable.
 */
public final class SubscriptionAnswers {

    /** Who has bought nothing gets nothing. */
    static final SubscriptionAnswers BY_DEFAULT = new SubscriptionAnswers(Map.of());

    /** The fields, each named for what is the matter. */
    static final Map<String, Reason> FIELDS = Map.of(
            "unknown_subject", Reason.UNKNOWN_SUBJECT,
            "no_subscription", Reason.NO_SUBSCRIPTION,
            "feature_unavailable", Reason.FEATURE_UNAVAILABLE,
            "suspended", Reason.SUSPENDED,
            "ended", Reason.ENDED);

    private static final String EXPECTED = "expected: deny, allow, or a plan and its version, such as free@1";

    private final Map<Reason, Answer> byReason;

    private SubscriptionAnswers(Map<Reason, Answer> byReason) {
        this.byReason = Map.copyOf(byReason);
    }

    /** How a request is answered. */
    public sealed interface Answer {}

    /** It is denied. */
    public record Deny() implements Answer {}

    /** No limit holds, and nothing is counted. */
    public record Allow() implements Answer {}

    /** The subject by itself has the limits of a plan. */
    public record ByPlan(PlanRef plan) implements Answer {}

    static SubscriptionAnswers of(YamlFields root) {
        YamlCursor field = root.find("subscriptions");
        if (field == null) {
            return BY_DEFAULT;
        }
        Map<Reason, Answer> answers = new EnumMap<>(Reason.class);
        YamlFields fields = YamlFields.of(field);
        FIELDS.forEach((name, reason) -> {
            Answer answer = answer(fields, name);
            if (answer != null) {
                answers.put(reason, answer);
            }
        });
        return new SubscriptionAnswers(answers);
    }

    private static @Nullable Answer answer(YamlFields fields, String name) {
        YamlCursor field = fields.find(name);
        if (field == null) {
            return null;
        }
        String text = fields.text(name);
        if (text.equals("deny")) {
            return new Deny();
        }
        if (text.equals("allow")) {
            return new Allow();
        }
        Optional<PlanRef> plan = PlanRef.parse(text);
        return new ByPlan(plan.orElseThrow(() -> field.error("invalid answer '" + text + "' (" + EXPECTED + ")")));
    }

    /** Returns how a request is answered. */
    public Answer answer(Reason reason) {
        return byReason.getOrDefault(reason, new Deny());
    }
}
