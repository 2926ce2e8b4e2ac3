package io.tollgate.translate.verify;

import java.util.List;
import java.util.Random;

/** What the source itself would do to requests, by its own rules. */
public interface SourceModel {

    /** Returns whether there is anything to ask. */
    boolean hasQuestions();

    /** Returns whether the source has limits; where it has none, the descriptors that are asked for are compared. */
    boolean hasLimits();

    /** Returns a request that is worth a comparison. */
    SentRequest question(Random random);

    /**
     * Returns the limits that hold for a request, or the descriptors that are asked for; in the order in which they are
     * asked for where several have the same numbers.
     */
    List<? extends Effect> effects(SentRequest question);
}
