package io.tollgate.translate.envoy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route of a virtual host.
 *
 * @param match Envoy's {@code RouteMatch}
 * @param action fields of Envoy's {@code RouteAction} beside the cluster and the rate limits
 * @param questions what the rate limit service is asked, each by a filter of its own; empty if it is not asked
 */
public record Route(
        Map<String, Object> match,
        Upstream upstream,
        Map<String, Object> action,
        List<Question> questions,
        @Nullable LocalRateLimit local) {

    public Route {
        match = inOrder(match);
        action = inOrder(action);
        questions = List.copyOf(questions);
    }

    /**
     * Makes a route that asks one question at most.
     *
     * @param descriptors what the rate limit service is asked, a list of actions each
     * @param filter how it is asked; null if it is not
     */
    public Route(
            Map<String, Object> match,
            Upstream upstream,
            Map<String, Object> action,
            List<List<RateLimitAction>> descriptors,
            @Nullable RateLimitFilter filter,
            @Nullable LocalRateLimit local) {
        this(match, upstream, action, filter == null ? List.of() : List.of(new Question(filter, descriptors)), local);
    }

    /** Returns it with headers, by domain, that are added to what is over limit. */
    public Route withHeaders(Map<String, List<ResponseHeader>> headers) {
        return new Route(
                match,
                upstream,
                action,
                questions.stream()
                        .map(question -> new Question(
                                question.filter()
                                        .withHeaders(headers.getOrDefault(
                                                question.filter().domain(), List.of())),
                                question.descriptors()))
                        .toList(),
                local);
    }

    /** A copy that is written in the same order each time, unlike {@code Map.copyOf}. */
    private static Map<String, Object> inOrder(Map<String, Object> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
