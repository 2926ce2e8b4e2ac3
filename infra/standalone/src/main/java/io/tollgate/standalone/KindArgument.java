package io.tollgate.standalone;

import io.tollgate.plan.ResourceKind;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A kind of resources as people write it: {@code Plan}, {@code plan} or {@code plans}. */
final class KindArgument {

    /** What stands for the argument in help. */
    static final String LABEL = "KIND";

    /** What may be written, for help. */
    static final String EXPECTED = "plan, customer, subscription or grant";

    private KindArgument() {}

    static ResourceKind parse(CommandLine command, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(ResourceKind.values())
                .filter(kind -> kind.lowerCase().equals(lower) || kind.plural().equals(lower))
                .findAny()
                .orElseThrow(
                        () -> new ParameterException(command, LABEL + ": '" + text + "' (expected: " + EXPECTED + ")"));
    }
}
