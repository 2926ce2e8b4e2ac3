package io.tollgate.translate.verify;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import java.util.List;
import java.util.Locale;

/**
 * A limit that holds for a request.
 *
 * @param domain and entries, by which its counter is told from others of the same model
 * @param requests in a window of the unit
 */
public record HeldLimit(String domain, List<DescriptorEntry> entries, Unit unit, long requests, boolean shadowMode)
        implements Effect {

    public HeldLimit {
        entries = List.copyOf(entries);
    }

    @Override
    public String title() {
        return requests + " per " + unit.name().toLowerCase(Locale.ROOT) + (shadowMode ? " in shadow mode" : "")
                + ", counted by " + domain;
    }

    @Override
    public String toString() {
        return requests + " per " + unit.name().toLowerCase(Locale.ROOT) + (shadowMode ? " in shadow mode" : "")
                + ", counted by " + AskedDescriptor.title(domain, entries);
    }
}
