package io.tollgate.translate.limitador;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the references of limits mean. */
interface Origins {

    /** Returns where a value comes from, null if that is not known or has no counterpart. */
    @Nullable Origin of(String reference);

    /** Returns the key of the entry that a limit file has for a value. */
    String key(String reference);

    /** Returns why a value has no origin. */
    String whyNone(String reference);

    /** Returns the headers without which nothing is limited. */
    List<String> needed();
}
