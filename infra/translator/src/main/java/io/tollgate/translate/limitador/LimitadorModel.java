package io.tollgate.translate.limitador;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Request;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.verify.HeldLimit;
import io.tollgate.translate.verify.SentRequest;
import io.tollgate.translate.verify.TrafficModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Limitador's rules, as its documentation has them: a limit applies if its conditions hold and all its variables have
 * values, each set of values has a counter, and all limits that apply hold. It knows nothing of descriptors that are asked
 * for or of rules in a limit file.
 */
public final class LimitadorModel implements TrafficModel {

    private final List<Scope> scopes;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Reads the limits.
     *
     * @param manifests as they are translated
     */
    public LimitadorModel(List<Manifest> manifests) {
        scopes = LimitadorSources.scopes(manifests, new Report()).stream()
                .filter(scope -> !scope.limits().isEmpty())
                .toList();
        for (Scope scope : scopes) {
            scope.origins().needed().forEach(header -> values(header).add("ann"));
            for (SourceLimit limit : scope.limits()) {
                limit.variables().forEach(reference -> addValues(scope, reference, List.of("ann", "bob")));
                limit.conditions()
                        .forEach(condition -> addValues(
                                scope,
                                condition.reference(),
                                List.of(condition.text(), condition.text() + "x", "x" + condition.text())));
            }
        }
    }

    private List<String> values(String header) {
        return values.computeIfAbsent(header, any -> new ArrayList<>());
    }

    private void addValues(Scope scope, String reference, List<String> of) {
        if (scope.origins().of(reference) instanceof Origin.Header header) {
            values(header.name()).addAll(of);
        }
    }

    @Override
    public boolean hasQuestions() {
        return !scopes.isEmpty();
    }

    @Override
    public boolean hasLimits() {
        return true;
    }

    @Override
    public SentRequest question(Random random) {
        Scope scope = scopes.get(random.nextInt(scopes.size()));
        Map<String, String> sent = new TreeMap<>();
        values.forEach((header, of) -> {
            if (header.startsWith(":") || random.nextInt(5) > 0) {
                sent.put(header, of.get(random.nextInt(of.size())));
            }
        });
        String host = scope.hosts().get(random.nextInt(scope.hosts().size()));
        String path = sent.remove(":path");
        String authority = sent.remove(":authority");
        return new SentRequest(
                scope.listener(),
                new Request(
                        host.equals("*") && authority != null ? authority : host.replace("*", "any"),
                        path == null || !path.startsWith("/") ? "/" : path,
                        sent,
                        "192.0.2." + random.nextInt(3)));
    }

    @Override
    public List<HeldLimit> effects(SentRequest question) {
        Request request = question.request();
        List<HeldLimit> held = new ArrayList<>();
        for (Scope scope : scopes) {
            if (scope.listener().equals(question.listener())
                    && scope.hosts().stream().anyMatch(host -> isFor(host, request.host()))) {
                if (scope.origins().needed().stream().allMatch(header -> request.header(header) != null)) {
                    scope.limits().forEach(limit -> held.addAll(held(scope, limit, request)));
                }
                break;
            }
        }
        return held;
    }

    private static boolean isFor(String host, String asked) {
        return host.startsWith("*") ? asked.endsWith(host.substring(1)) : host.equals(asked);
    }

    private static List<HeldLimit> held(Scope scope, SourceLimit limit, Request request) {
        for (Condition condition : limit.conditions()) {
            Origin origin = scope.origins().of(condition.reference());
            String value = origin == null ? null : origin.value(request);
            if (value == null || !condition.holds(value)) {
                return List.of();
            }
        }
        List<DescriptorEntry> counter = new ArrayList<>();
        counter.add(new DescriptorEntry("limit", String.valueOf(scope.limits().indexOf(limit))));
        for (String reference : limit.variables()) {
            Origin origin = scope.origins().of(reference);
            String value = origin == null ? null : origin.value(request);
            if (value == null) {
                return List.of();
            }
            counter.add(new DescriptorEntry(reference, value));
        }
        List<HeldLimit> held = new ArrayList<>();
        for (LimitValue rate : limit.rates()) {
            held.add(new HeldLimit(scope.domain(), counter, rate.unit(), rate.multiplier(), rate.requests(), false));
        }
        return held;
    }
}
