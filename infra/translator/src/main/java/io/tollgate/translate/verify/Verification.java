package io.tollgate.translate.verify;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.translate.Translation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Compares a source and its translation on random requests. */
public final class Verification {

    /** As many differences as a person would read. */
    private static final int MOST_SHOWN = 20;

    private Verification() {}

    /**
     * What came of it.
     *
     * @param requests that were compared
     * @param limited those of them for which a limit holds or something is asked
     * @param different those for which the two do not say the same
     * @param split counters of the source that are several in the translation
     * @param shown some of these, for people
     */
    public record Outcome(int requests, int limited, int different, int split, List<String> shown) {

        public Outcome {
            shown = List.copyOf(shown);
        }
    }

    /**
     * Compares a source with its translation.
     *
     * @param seed from which all requests follow
     */
    public static Outcome compare(TrafficModel source, Translation translation, int requests, long seed) {
        TranslatedModel translated = new TranslatedModel(translation);
        return compare(source, source.hasLimits() ? translated::limits : translated::descriptors, requests, seed);
    }

    /**
     * Compares a source whose limit files are read as they are with what the gateway's matcher makes of them.
     *
     * @param seed from which all descriptors follow
     */
    public static Outcome compare(SourceModel<AskedDescriptor> source, LimitTable table, int requests, long seed) {
        return compare(source, asked -> TranslatedModel.limits(table, asked), requests, seed);
    }

    private static <Q> Outcome compare(
            SourceModel<Q> source, Function<Q, List<? extends Effect>> translated, int requests, long seed) {
        Random random = new Random(seed);
        Counters counters = new Counters();
        int limited = 0;
        int different = 0;
        Set<String> shown = new LinkedHashSet<>();
        int asked = source.hasQuestions() ? requests : 0;
        for (int i = 0; i < asked; i++) {
            Q question = source.question(random);
            List<? extends Effect> wanted = source.effects(question);
            List<? extends Effect> found = translated.apply(question);
            limited += wanted.isEmpty() ? 0 : 1;
            if (!counters.agree(wanted, found)) {
                different++;
                if (shown.size() < MOST_SHOWN) {
                    shown.add("request " + question + ": the source has " + wanted + ", the translation " + found);
                }
            }
        }
        return new Outcome(asked, limited, different, counters.split(), List.copyOf(shown));
    }
}
