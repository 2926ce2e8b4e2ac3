package io.tollgate.runtime.settings;

import java.util.ArrayList;
import java.util.List;

/** What is wrong between the settings of a listener's TLS. */
public final class TlsConflicts {

    private TlsConflicts() {}

    /** Returns what is missing: a certificate needs its key, and a key or the roots of clients a certificate. */
    public static List<String> of(
            SettingValues values, Setting<String> certificate, Setting<String> key, Setting<String> clientCa) {
        List<String> problems = new ArrayList<>();
        boolean secured = !values.get(certificate).isEmpty();
        if (secured && values.get(key).isEmpty()) {
            problems.add(key.missing("a PEM file, since " + certificate.name() + " is set"));
        }
        for (Setting<String> other : List.of(key, clientCa)) {
            if (!secured && !values.get(other).isEmpty()) {
                problems.add(certificate.missing("a PEM file, since " + other.name() + " is set"));
            }
        }
        return problems;
    }
}
