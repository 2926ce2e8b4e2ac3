package io.tollgate.translate.edgestack;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.ResponseHeader;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code errorResponse} of limits. Envoy does not know which limit a request is over: it adds the same headers to all
 * that is over limit in a domain, and has one body for all domains.
 */
final class ErrorAnswers {

    private static final String TEMPLATE = "{{";

    /** As many headers as Envoy's filter takes. */
    private static final int MOST_HEADERS = 10;

    private final Report report;
    private final Map<String, List<Answer>> answers = new LinkedHashMap<>();

    /**
     * What one limit says.
     *
     * @param place null if it says nothing
     * @param body null if it has none, or one that is not carried over
     */
    private record Answer(
            @Nullable SourceNode place,
            List<ResponseHeader> headers,
            @Nullable String body) {}

    ErrorAnswers(Report report) {
        this.report = report;
    }

    /** Takes in what a limit says; null if that is nothing. */
    void read(String domain, @Nullable SourceNode error) {
        answers.computeIfAbsent(domain, any -> new ArrayList<>())
                .add(error == null ? new Answer(null, List.of(), null) : answer(error));
    }

    private Answer answer(SourceNode error) {
        report.lostUnlessKnown(error, "headers", "bodyTemplate");
        SourceNode body = error.find("bodyTemplate");
        boolean template = body != null && body.text().contains(TEMPLATE);
        if (template) {
            report.lost(body == null ? error : body, "Envoy knows nothing of what the template is about");
        }
        return new Answer(error, headers(error), body == null || template ? null : body.text());
    }

    private List<ResponseHeader> headers(SourceNode error) {
        List<ResponseHeader> headers = new ArrayList<>();
        for (SourceNode header : error.items("headers")) {
            String name = header.required("name").text();
            SourceNode value = header.required("value");
            if (value.text().contains(TEMPLATE)) {
                report.lost(
                        value,
                        "Envoy's filter adds fixed headers only, and knows nothing of what the template is" + " about");
            } else if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == ':')) {
                throw header.error("'" + name + "' is no name of a header");
            } else if (headers.size() == MOST_HEADERS) {
                report.lost(header, "Envoy's filter adds " + MOST_HEADERS + " headers at the most");
            } else {
                headers.add(new ResponseHeader(name.toLowerCase(Locale.ROOT), literally(value.line()), false));
            }
        }
        return headers;
    }

    /** Envoy would look for commands after a percent sign. */
    private static String literally(String text) {
        return text.replace("%", "%%");
    }

    /** Returns the headers that all limits of a domain have, by domain. */
    Map<String, List<ResponseHeader>> headers() {
        Map<String, List<ResponseHeader>> common = new LinkedHashMap<>();
        answers.forEach((domain, all) -> {
            List<ResponseHeader> first = all.get(0).headers();
            if (all.stream().allMatch(one -> one.headers().equals(first))) {
                common.put(domain, first);
                return;
            }
            all.stream()
                    .filter(one -> !one.headers().isEmpty())
                    .forEach(one -> lose(
                            one,
                            "Envoy adds the same headers to all that is over limit in a domain, and the limits of"
                                    + " domain '" + domain + "' differ in theirs"));
        });
        return common;
    }

    /** Returns the body that all limits of all domains have, null if there is none. */
    @Nullable String body() {
        List<Answer> all = answers.values().stream().flatMap(List::stream).toList();
        List<Answer> withBody = all.stream().filter(one -> one.body() != null).toList();
        if (withBody.size() == all.size()
                && withBody.stream().map(Answer::body).distinct().count() == 1) {
            return literally(String.valueOf(withBody.get(0).body()));
        }
        withBody.forEach(one -> lose(
                one, "Envoy has one body for all that is over limit, and not all limits of these files have this one"));
        return null;
    }

    private void lose(Answer answer, String why) {
        SourceNode place = answer.place();
        if (place != null) {
            report.lost(place, why);
        }
    }
}
