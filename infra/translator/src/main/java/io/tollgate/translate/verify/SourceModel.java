package io.tollgate.translate.verify;

import java.util.List;
import java.util.Random;

/** What the source itself would do to requests, by its own rules. */
public interface SourceModel {

    /** Returns whether there is anything to ask. */
    boolean hasQuestions();

    /** Returns a request that is worth a comparison. */
    SentRequest question(Random random);

    /** Returns the limits that hold for a request, in any order. */
    List<HeldLimit> limits(SentRequest question);
}
