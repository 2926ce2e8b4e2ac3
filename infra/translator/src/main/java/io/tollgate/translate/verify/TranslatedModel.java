package io.tollgate.translate.verify;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.translate.Translation;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.Listener;
import io.tollgate.translate.envoy.Question;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.Request;
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a translation does to requests: Envoy's routes and actions, and limits as the gateway's own loader and matcher have
 * them.
 */
final class TranslatedModel {

    private final EnvoySetup envoy;
    private final LimitTable table;

    TranslatedModel(Translation translation) {
        envoy = translation.envoy();
        table = LimitTable.of(
                translation.limits().stream()
                        .map(domain -> new LimitFile(domain.domain(), domain.yaml(), true))
                        .toList(),
                LimitFileOptions.defaults());
    }

    /** Returns what the rate limit service is asked for. */
    List<AskedDescriptor> descriptors(SentRequest question) {
        List<AskedDescriptor> descriptors = new ArrayList<>();
        route(question).ifPresent(route -> {
            for (Question asked : route.questions()) {
                for (List<RateLimitAction> actions : asked.descriptors()) {
                    List<DescriptorEntry> entries = entries(actions, question.request(), route);
                    if (entries != null) {
                        descriptors.add(new AskedDescriptor(asked.filter().domain(), entries));
                    }
                }
            }
        });
        return descriptors;
    }

    /** Returns the limits that hold for that. */
    List<HeldLimit> limits(SentRequest question) {
        List<HeldLimit> held = new ArrayList<>();
        descriptors(question).forEach(asked -> held.addAll(limits(table, asked)));
        return held;
    }

    /** Returns the limits that hold for a descriptor. */
    static List<HeldLimit> limits(LimitTable table, AskedDescriptor asked) {
        LimitRule rule = table.match(asked.domain(), asked.entries());
        if (rule == null) {
            return List.of();
        }
        List<DescriptorEntry> counter = counter(rule, asked.entries());
        return rule.limits().stream()
                .map(limit -> new HeldLimit(
                        asked.domain(),
                        counter,
                        limit.unit(),
                        limit.options().unitMultiplier(),
                        limit.requestsPerUnit(),
                        limit.shadowMode()))
                .toList();
    }

    /** Values that share a counter do not tell it from others. */
    private static List<DescriptorEntry> counter(LimitRule rule, List<DescriptorEntry> entries) {
        List<DescriptorEntry> counter = new ArrayList<>();
        for (int level = 0; level < entries.size(); level++) {
            DescriptorEntry entry = entries.get(level);
            String pattern = rule.sharedPattern(level);
            counter.add(pattern == null ? entry : new DescriptorEntry(entry.key(), pattern));
        }
        return counter;
    }

    private Optional<Route> route(SentRequest question) {
        Request request = question.request();
        return envoy.listeners().stream()
                .filter(listener -> listener.name().equals(question.listener()))
                .findFirst()
                .flatMap(listener -> host(listener, request.host()))
                .flatMap(host -> host.routes().stream()
                        .filter(route -> new EnvoyMatch(route.match()).fits(request))
                        .findFirst());
    }

    /** Envoy takes the virtual host that names the host, else that of the longest suffix of it, else that of all. */
    private static Optional<VirtualHost> host(Listener listener, String host) {
        VirtualHost best = null;
        int length = -1;
        for (VirtualHost candidate : listener.hosts()) {
            for (String domain : candidate.domains()) {
                if (domain.equals(host)) {
                    return Optional.of(candidate);
                }
                if (domain.startsWith("*") && host.endsWith(domain.substring(1)) && domain.length() > length) {
                    best = candidate;
                    length = domain.length();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns null if an action adds no entry: then Envoy drops the descriptor. */
    private @Nullable List<DescriptorEntry> entries(List<RateLimitAction> actions, Request request, Route route) {
        List<DescriptorEntry> entries = new ArrayList<>();
        for (RateLimitAction action : actions) {
            DescriptorEntry entry =
                    action.entry(request, envoy.cluster(), route.upstream().cluster());
            if (entry == null) {
                return null;
            }
            entries.add(entry);
        }
        return entries;
    }
}
