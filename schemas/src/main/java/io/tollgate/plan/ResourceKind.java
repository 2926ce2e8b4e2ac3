package io.tollgate.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of resources, in an order in which each refers only to those before it. */
public enum ResourceKind {
    PLAN("Plan", "plans"),
    CUSTOMER("Customer", "customers"),
    SUBSCRIPTION("Subscription", "subscriptions"),
    GRANT("Grant", "grants");

    private final String label;
    private final String plural;

    ResourceKind(String label, String plural) {
        this.label = label;
        this.plural = plural;
    }

    /** Returns the kind as documents name it, such as {@code Plan}. */
    public String label() {
        return label;
    }

    /** Returns many of them, as paths name them, such as {@code plans}. */
    public String plural() {
        return plural;
    }

    /** Returns the kind as sentences and keys name it, such as {@code plan}. */
    public String lowerCase() {
        return label.toLowerCase(Locale.ROOT);
    }

    /** Returns the kind that a document names. */
    public static Optional<ResourceKind> ofLabel(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findAny();
    }

    /** Returns the kind of which a path names many. */
    public static Optional<ResourceKind> ofPlural(String plural) {
        return Arrays.stream(values())
                .filter(kind -> kind.plural.equals(plural))
                .findAny();
    }
}
