package io.tollgate.streams;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The two applications that read {@code hits}. Each may run alone. */
public enum Application {
    /** Publishes usage to the gateways, soon and again where it is wrong: decisions only. */
    USAGE,
    /** Keeps the ledger, exactly once. */
    LEDGER;

    /** Returns its name, which is part of its consumer group's and of its changelogs': a new name loses the state. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of all. */
    static List<String> ids() {
        return Arrays.stream(values()).map(Application::id).toList();
    }

    static Optional<Application> find(String id) {
        return Arrays.stream(values())
                .filter(application -> application.id().equals(id))
                .findAny();
    }

    static Set<Application> named(List<String> ids) {
        return ids.stream()
                .map(id -> find(id).orElseThrow(() -> new IllegalArgumentException("no application: " + id)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Application.class)));
    }
}
