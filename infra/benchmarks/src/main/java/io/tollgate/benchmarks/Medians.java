package io.tollgate.benchmarks;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Medians of rounds. */
final class Medians {

    private Medians() {}

    /** Returns the median of a figure; of an even number of rounds the higher of the two in the middle. */
    static <T> double of(Collection<T> rounds, ToDoubleFunction<? super T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
