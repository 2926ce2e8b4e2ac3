package io.tollgate.translate.edgestack;

import io.tollgate.translate.Report;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.emissary.AskedGroup;
import io.tollgate.translate.emissary.AskedGroup.Entry;
import io.tollgate.translate.emissary.EnvoySide;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.source.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates RateLimit of Edge Stack, together with the resources of Emissary in the same files. */
public final class EdgeStack {

    private static final String KIND = "RateLimit";

    /** Their values depend on how clusters are named, so that a pattern decides which there are. */
    private static final Set<String> CLUSTERS = Set.of("source_cluster", "destination_cluster");

    private EdgeStack() {}

    /**
     * Translates the resources.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them cannot be read
     */
    public static Translation translate(List<Manifest> manifests, TranslationOptions options) {
        Report report = new Report();
        EnvoySide side = EnvoySide.of(manifests, options, report);
        LimitReader reader = new LimitReader(side.defaultDomain(), report);
        for (Manifest other : side.others()) {
            if (other.kind().equals(KIND)) {
                reader.read(other);
            } else {
                report.ignored(other.root(), other.title());
            }
        }
        Map<String, List<PatternLimit>> byDomain = new LinkedHashMap<>();
        reader.limits()
                .forEach(limit -> byDomain.computeIfAbsent(limit.domain(), any -> new ArrayList<>())
                        .add(limit));
        List<DomainLimits> domains = new ArrayList<>();
        byDomain.forEach((domain, limits) -> domains.add(compile(domain, limits, side.asked(), report)));
        side.asked().forEach(group -> noteUnlimited(group, byDomain, report));
        Set<String> asked = side.asked().stream().map(AskedGroup::domain).collect(Collectors.toSet());
        return new Translation(
                domains,
                side.withErrors(reader.errors().headers(asked), reader.errors().body()),
                report);
    }

    private static DomainLimits compile(
            String domain, List<PatternLimit> limits, List<AskedGroup> asked, Report report) {
        List<AskedGroup> groups = new ArrayList<>();
        asked.stream()
                .filter(group -> group.domain().equals(domain))
                .map(EdgeStack::withOpenClusters)
                .forEach(groups::add);
        List<AskedGroup> ofMappings = List.copyOf(groups);
        for (PatternLimit limit : limits) {
            if (ofMappings.stream().noneMatch(limit::matches)) {
                report.different(
                        limit.place(),
                        "no Mapping in these files has a label group that begins with " + limit.title()
                                + ", so it is written for groups of just these labels (translate all files together)");
                groups.addAll(limit.ownGroups());
            }
        }
        DomainLimits into = new DomainLimits(domain);
        new PatternCompiler(limits, report).compile(groups, into);
        return into;
    }

    private static AskedGroup withOpenClusters(AskedGroup group) {
        return new AskedGroup(
                group.domain(),
                group.entries().stream()
                        .map(entry -> CLUSTERS.contains(entry.key()) ? new Entry(entry.key(), null) : entry)
                        .toList(),
                group.place());
    }

    private static void noteUnlimited(AskedGroup group, Map<String, List<PatternLimit>> limits, Report report) {
        if (limits.getOrDefault(group.domain(), List.of()).stream()
                .noneMatch(limit -> limit.matches(withOpenClusters(group)))) {
            report.different(group.place(), "no RateLimit in these files limits " + group.title());
        }
    }
}
