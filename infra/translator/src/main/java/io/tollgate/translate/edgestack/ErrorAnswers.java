package io.tollgate.translate.edgestack;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.AnswerBody;
import io.tollgate.translate.envoy.ResponseHeader;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code errorResponse} of limits. Envoy does not know which limit a request is over: it adds the same headers to all
 * that is over limit in a domain, and has one body for all domains.
 */
final class ErrorAnswers {

    private static final String TEMPLATE = "{{";
    private static final String CONTENT_TYPE = "content-type";

    private final Report report;
    private final Map<String, List<Answer>> answers = new LinkedHashMap<>();

    /**
     * What one limit says.
     *
     * @param headers by name, in lower case
     * @param body null if it has none, or one that is not carried over
     */
    private record Answer(
            Map<String, Header> headers, @Nullable Body body) {

        private boolean has(ResponseHeader header) {
            Header own = headers.get(header.name());
            return own != null && own.sent.equals(header);
        }

        private @Nullable AnswerBody envoys() {
            Header contentType = headers.get(CONTENT_TYPE);
            return body == null
                    ? null
                    : new AnswerBody(body.format, contentType == null ? null : contentType.sent.value());
        }
    }

    private record Header(SourceNode place, ResponseHeader sent) {}

    /** @param format in Envoy's format */
    private record Body(SourceNode place, String format) {}

    ErrorAnswers(Report report) {
        this.report = report;
    }

    /** Takes in what a limit says; null if that is nothing. */
    void read(String domain, @Nullable SourceNode error) {
        answers.computeIfAbsent(domain, any -> new ArrayList<>())
                .add(error == null ? new Answer(Map.of(), null) : answer(error));
    }

    private Answer answer(SourceNode error) {
        report.lostUnlessKnown(error, "headers", "bodyTemplate");
        SourceNode template = error.find("bodyTemplate");
        return new Answer(headers(error), template == null ? null : body(template));
    }

    private @Nullable Body body(SourceNode template) {
        String format = BodyTemplate.inEnvoysFormat(template.text());
        if (format == null) {
            report.lost(template, "Envoy knows of .status_code and .request_id only, not of all that the template has");
            return null;
        }
        return new Body(template, format);
    }

    private Map<String, Header> headers(SourceNode error) {
        Map<String, Header> headers = new LinkedHashMap<>();
        for (SourceNode header : error.items("headers")) {
            String name = header.required("name").text();
            SourceNode value = header.required("value");
            if (value.text().contains(TEMPLATE)) {
                report.lost(
                        value,
                        "Envoy's filter adds fixed headers only, and knows nothing of what the template is about");
            } else if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == ':')) {
                throw header.error("'" + name + "' is no name of a header");
            } else {
                String lower = name.toLowerCase(Locale.ROOT);
                headers.put(lower, new Header(header, new ResponseHeader(lower, value.line(), false)));
            }
        }
        return headers;
    }

    /**
     * Returns by domain the headers that all its limits have.
     *
     * @param asked the domains that Envoy asks in
     */
    Map<String, List<ResponseHeader>> headers(Set<String> asked) {
        Map<String, List<ResponseHeader>> common = new LinkedHashMap<>();
        answers.forEach((domain, all) -> {
            List<ResponseHeader> ofAll = new ArrayList<>();
            all.get(0).headers().values().stream()
                    .map(Header::sent)
                    .filter(header -> all.stream().allMatch(one -> one.has(header)))
                    .forEach(ofAll::add);
            common.put(domain, ofAll);
            lose(
                    all,
                    header -> !ofAll.contains(header),
                    "Envoy adds the same headers to all that is over limit in a domain, and not all limits of domain '"
                            + domain + "' have this one");
        });
        loseWhereDomainsDiffer(common, asked);
        return common;
    }

    /** What a filter has no room for is added to all that is over limit, in whichever domain. */
    private void loseWhereDomainsDiffer(Map<String, List<ResponseHeader>> common, Set<String> asked) {
        if (asked.stream()
                        .map(domain -> ResponseHeader.rest(common.getOrDefault(domain, List.of())))
                        .distinct()
                        .count()
                <= 1) {
            return;
        }
        common.replaceAll((domain, headers) -> {
            List<ResponseHeader> rest = ResponseHeader.rest(headers);
            lose(
                    answers.getOrDefault(domain, List.of()),
                    rest::contains,
                    "beyond " + ResponseHeader.MOST_OF_FILTER
                            + " headers Envoy adds the same to all that is over limit, and"
                            + " the domains in these files differ in theirs");
            return ResponseHeader.first(headers);
        });
    }

    private void lose(List<Answer> of, Predicate<ResponseHeader> lost, String why) {
        of.stream()
                .flatMap(answer -> answer.headers().values().stream())
                .filter(header -> lost.test(header.sent))
                .forEach(header -> report.lost(header.place, why));
    }

    /** Returns the body that all limits of all domains have, null if there is none. */
    @Nullable AnswerBody body() {
        List<Answer> all = answers.values().stream().flatMap(List::stream).toList();
        AnswerBody first = all.isEmpty() ? null : all.get(0).envoys();
        if (first != null && all.stream().allMatch(one -> first.equals(one.envoys()))) {
            return first;
        }
        all.forEach(one -> {
            if (one.body() != null) {
                report.lost(
                        one.body().place,
                        "Envoy has one body with one content-type for all that is over limit, and"
                                + " not all limits of these files have this one");
            }
        });
        return null;
    }
}
