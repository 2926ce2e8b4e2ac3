package io.tollgate.translate.envoy;

import static io.tollgate.translate.envoy.Tree.extension;
import static io.tollgate.translate.envoy.Tree.map;
import static io.tollgate.translate.envoy.Tree.typed;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the answers to what is over limit because the filters have no room for it: headers, and a body. Envoy
 * takes the first mapper that fits and no other.
 */
final class LocalReplies {

    /** Set by the filter that asks the rate limit service. */
    private static final Map<String, Object> OVER_LIMIT = map("response_flag_filter", map("flags", List.of("RL")));

    /** The filter of local limits sets its flag too late for a mapper, and has no other sign of its own. */
    private static final Map<String, Object> OVER_LOCAL_LIMIT = map(
            "extension_filter",
            extension(
                    "envoy.access_loggers.extension_filters.cel",
                    typed(
                            "extensions.access_loggers.filters.cel.v3.ExpressionFilter",
                            "expression",
                            "response.code_details == 'local_rate_limited'")));

    private LocalReplies() {}

    static List<Map<String, Object>> mappers(Listener listener) {
        List<Map<String, Object>> mappers = new ArrayList<>();
        AnswerBody body = listener.body();
        for (VirtualHost host : listener.hosts()) {
            more(host.routes().stream()
                            .flatMap(route -> route.questions().stream())
                            .map(question -> question.filter().headers()))
                    .forEach(headers -> mappers.add(mapper(at(host, OVER_LIMIT), headers, body)));
            more(host.routes().stream()
                            .flatMap(route -> Stream.ofNullable(route.local()))
                            .map(LocalRateLimit::headers))
                    .forEach(headers -> mappers.add(mapper(at(host, OVER_LOCAL_LIMIT), headers, null)));
        }
        if (body != null && mappers.stream().noneMatch(mapper -> OVER_LIMIT.equals(mapper.get("filter")))) {
            mappers.add(mapper(OVER_LIMIT, List.of(), body));
        }
        return mappers;
    }

    private static Set<List<ResponseHeader>> more(Stream<List<ResponseHeader>> headers) {
        Set<List<ResponseHeader>> more = new LinkedHashSet<>();
        headers.map(ResponseHeader::rest).filter(rest -> !rest.isEmpty()).forEach(more::add);
        return more;
    }

    private static Map<String, Object> mapper(
            Map<String, Object> filter, List<ResponseHeader> headers, @Nullable AnswerBody body) {
        Map<String, Object> mapper = map("filter", filter);
        if (!headers.isEmpty()) {
            mapper.put("headers_to_add", ResponseHeader.trees(headers));
        }
        if (body != null) {
            mapper.put("body_format_override", body.tree());
        }
        return mapper;
    }

    private static Map<String, Object> at(VirtualHost host, Map<String, Object> filter) {
        if (host.domains().contains("*")) {
            return filter;
        }
        List<Map<String, Object>> toHosts = host.domains().stream()
                .map(domain -> map(
                        "header_filter",
                        map("header", map("name", ":authority", "string_match", map("exact", domain)))))
                .toList();
        Map<String, Object> toHost = toHosts.size() == 1 ? toHosts.get(0) : map("or_filter", map("filters", toHosts));
        return map("and_filter", map("filters", List.of(filter, toHost)));
    }
}
