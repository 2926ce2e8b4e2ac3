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
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a translation does to requests: Envoy's actions, and limits as the gateway's own loader and matcher have them. */
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

    List<HeldLimit> limits(SentRequest question) {
        Route route = route(question);
        List<HeldLimit> held = new ArrayList<>();
        if (route != null) {
            for (Question asked : route.questions()) {
                for (List<RateLimitAction> actions : asked.descriptors()) {
                    add(asked.filter().domain(), descriptor(actions, question, route), held);
                }
            }
        }
        return held;
    }

    private @Nullable Route route(SentRequest question) {
        String host = question.request().host();
        for (Listener listener : envoy.listeners()) {
            if (listener.name().equals(question.listener())) {
                VirtualHost found = host(listener, host);
                return found == null ? null : found.routes().get(0);
            }
        }
        return null;
    }

    private static @Nullable VirtualHost host(Listener listener, String host) {
        VirtualHost any = null;
        for (VirtualHost candidate : listener.hosts()) {
            if (candidate.domains().contains(host)) {
                return candidate;
            }
            if (candidate.domains().contains("*")) {
                any = candidate;
            }
        }
        return any;
    }

    /** Returns null if an action adds no entry: then Envoy drops the descriptor. */
    private @Nullable List<DescriptorEntry> descriptor(
            List<RateLimitAction> actions, SentRequest question, Route route) {
        List<DescriptorEntry> entries = new ArrayList<>();
        for (RateLimitAction action : actions) {
            DescriptorEntry entry = action.entry(
                    question.request(), envoy.cluster(), route.upstream().cluster());
            if (entry == null) {
                return null;
            }
            entries.add(entry);
        }
        return entries;
    }

    private void add(String domain, @Nullable List<DescriptorEntry> entries, List<HeldLimit> held) {
        LimitRule rule = entries == null ? null : table.match(domain, entries);
        if (entries != null && rule != null) {
            rule.limits()
                    .forEach(limit -> held.add(
                            new HeldLimit(domain, entries, limit.unit(), limit.requestsPerUnit(), limit.shadowMode())));
        }
    }
}
