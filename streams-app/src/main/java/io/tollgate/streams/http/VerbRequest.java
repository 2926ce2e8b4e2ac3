package io.tollgate.streams.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.PlanRef;
import io.tollgate.resource.NoSuchResourceException;
import io.tollgate.resource.Signed;
import io.tollgate.resource.SubscriptionVerb;
import io.tollgate.resource.SubscriptionVerb.Verb;
import io.tollgate.resource.SubscriptionVerb.When;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Reads what a caller asks to be done to a subscription. */
final class VerbRequest {

    private static final String AT_EXPECTED =
            "expected now, period_end, a date-time such as 2026-02-01T00:00:00Z, or a date";

    private VerbRequest() {}

    /**
     * Returns the edit that does it.
     *
     * @throws BadRequestException if the body does not say what
     * @throws NoSuchResourceException if the path names no verb
     */
    static SubscriptionVerb read(ResourcePath path, ObjectNode body, Signed signed) {
        Verb verb = Arrays.stream(Verb.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(path.verb()))
                .findAny()
                .orElseThrow(() -> new NoSuchResourceException(path.id()));
        RequestJson.expectOnly(body, verb == Verb.CHANGE ? Set.of("plan", "at") : Set.of("at"));
        return new SubscriptionVerb(path.id().id(), verb, verb == Verb.CHANGE ? plan(body) : null, when(body), signed);
    }

    private static PlanRef plan(ObjectNode body) {
        String text = RequestJson.text(body, "plan");
        return PlanRef.parse(text == null ? "" : text)
                .orElseThrow(() -> new BadRequestException("plan: expected key and version of a plan, such as gold@1"));
    }

    private static When when(ObjectNode body) {
        String text = RequestJson.text(body, "at");
        if (text == null) {
            throw new BadRequestException("at: missing (" + AT_EXPECTED + ")");
        }
        return switch (text) {
            case "now" -> When.NOW;
            case "period_end" -> When.PERIOD_END;
            default -> {
                try {
                    yield text.contains("T")
                            ? When.at(OffsetDateTime.parse(text).toInstant())
                            : When.on(LocalDate.parse(text));
                } catch (DateTimeException e) {
                    throw new BadRequestException("at: " + AT_EXPECTED);
                }
            }
        };
    }
}
