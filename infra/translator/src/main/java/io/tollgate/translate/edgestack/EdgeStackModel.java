package io.tollgate.translate.edgestack;

import io.tollgate.translate.emissary.EmissaryModel;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.verify.AskedDescriptor;
import io.tollgate.translate.verify.HeldLimit;
import io.tollgate.translate.verify.SentRequest;
import io.tollgate.translate.verify.TrafficModel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Edge Stack's rules, as its documentation has them: for each label group that {@link EmissaryModel} gives a request, the
 * limit with the longest pattern that the group begins with.
 */
public final class EdgeStackModel implements TrafficModel {

    private final EmissaryModel emissary;
    private final List<ModelLimit> limits = new ArrayList<>();

    /**
     * Reads the limits and all that makes label groups.
     *
     * @param manifests as they are translated
     */
    public EdgeStackModel(List<Manifest> manifests) {
        String defaultDomain = new EmissaryModel(manifests).defaultDomain();
        manifests.stream()
                .filter(manifest -> manifest.kind().equals("RateLimit"))
                .forEach(manifest -> add(manifest.spec(), defaultDomain));
        Set<String> values = new LinkedHashSet<>();
        limits.forEach(limit -> limit.values().forEach(values::add));
        emissary = new EmissaryModel(manifests, values);
    }

    /** A limit may stand beside the list, as in a page of the documentation. */
    private void add(SourceNode spec, String defaultDomain) {
        String domain = spec.text("domain", defaultDomain);
        Stream<SourceNode> beside = spec.find("pattern") == null ? Stream.empty() : Stream.of(spec);
        Stream.concat(beside, spec.items("limits").stream())
                .forEach(node -> limits.add(ModelLimit.of(domain, String.valueOf(limits.size()), node)));
    }

    @Override
    public boolean hasQuestions() {
        return emissary.hasQuestions();
    }

    @Override
    public boolean hasLimits() {
        return true;
    }

    @Override
    public SentRequest question(Random random) {
        return emissary.question(random);
    }

    @Override
    public List<HeldLimit> effects(SentRequest question) {
        List<HeldLimit> held = new ArrayList<>();
        for (AskedDescriptor group : emissary.effects(question)) {
            ModelLimit limit = strongest(group);
            if (limit != null) {
                held.add(limit.held(group));
            }
        }
        return held;
    }

    /** Returns the limit for a group, the first of equals; null if there is none. */
    private @Nullable ModelLimit strongest(AskedDescriptor group) {
        ModelLimit strongest = null;
        for (ModelLimit limit : limits) {
            if (limit.isFor(group) && (strongest == null || ModelLimit.WEAKEST_FIRST.compare(limit, strongest) > 0)) {
                strongest = limit;
            }
        }
        return strongest;
    }
}
