package io.tollgate.translate.verify;

import java.util.List;
import java.util.Random;

/**
 * What the source itself would do, by its own rules.
 *
 * @param <Q> what is asked
 */
public interface SourceModel<Q> {

    /** Returns whether there is anything to ask. */
    boolean hasQuestions();

    /** Returns something that is worth a comparison. */
    Q question(Random random);

    /**
     * Returns the limits that hold, or the descriptors that are asked for; in the order in which they are asked for where
     * several have the same numbers.
     */
    List<? extends Effect> effects(Q question);
}
