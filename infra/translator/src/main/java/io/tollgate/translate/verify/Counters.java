package io.tollgate.translate.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares effects of a source with those of its translation. The counters of the two may be named differently: they agree
 * as long as the translation counts nothing together that the source counts apart, of all that was compared so far.
 */
final class Counters {

    private final Map<Effect, Effect> ofSource = new HashMap<>();
    private final Map<Effect, Set<Effect>> parts = new HashMap<>();

    /** Returns whether they agree. Of several that differ in their counters alone, each is in the place of the other. */
    boolean agree(List<? extends Effect> wanted, List<? extends Effect> found) {
        List<Effect> wantedLeft = without(wanted, found);
        List<Effect> foundLeft = without(found, wanted);
        if (!titles(wantedLeft).equals(titles(foundLeft))) {
            return false;
        }
        boolean agree = true;
        for (int i = 0; i < wantedLeft.size(); i++) {
            agree &= pair(wantedLeft.get(i), foundLeft.get(i));
        }
        return agree;
    }

    private boolean pair(Effect wanted, Effect found) {
        parts.computeIfAbsent(wanted, any -> new HashSet<>()).add(found);
        return wanted.equals(ofSource.computeIfAbsent(found, any -> wanted));
    }

    /** Returns how many counters of the source are several in the translation. */
    int split() {
        return (int) parts.values().stream().filter(of -> of.size() > 1).count();
    }

    private static List<Effect> without(List<? extends Effect> effects, List<? extends Effect> taken) {
        List<Effect> left = new ArrayList<>(effects);
        taken.forEach(left::remove);
        left.sort(Comparator.comparing(Effect::title));
        return left;
    }

    private static List<String> titles(List<Effect> effects) {
        return effects.stream().map(Effect::title).toList();
    }
}
