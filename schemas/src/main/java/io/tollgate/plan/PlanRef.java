package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One version of a plan, written {@code gold@1}.
 *
 * @param version at least 1
 */
public record PlanRef(String key, int version) {

    private static final Pattern TEXT = Pattern.compile("([^@]+)@([1-9][0-9]{0,8})");

    public PlanRef {
        requireNonNull(key, "key");
        if (version < 1) {
            throw new IllegalArgumentException("version: " + version + " (expected: at least 1)");
        }
    }

    /** Returns what a text such as {@code gold@1} names; empty if it names no version of a plan. */
    public static Optional<PlanRef> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new PlanRef(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns the name of the plan as a resource. */
    public ResourceId id() {
        return new ResourceId(ResourceKind.PLAN, toString());
    }

    @Override
    public String toString() {
        return key + "@" + version;
    }
}
