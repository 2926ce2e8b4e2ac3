package io.tollgate.translate.verify;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import io.tollgate.translate.limits.LimitValue;
import java.util.List;

/**
 * A limit that holds for a request.
 *
 * @param domain and entries, by which its counter is told from others of the same model
 * @param multiplier how many units a window has
 * @param requests in a window
 */
public record HeldLimit(
        String domain, List<DescriptorEntry> entries, Unit unit, int multiplier, long requests, boolean shadowMode)
        implements Effect {

    public HeldLimit {
        entries = List.copyOf(entries);
    }

    /** Makes one with windows of one unit. */
    public HeldLimit(String domain, List<DescriptorEntry> entries, Unit unit, long requests, boolean shadowMode) {
        this(domain, entries, unit, 1, requests, shadowMode);
    }

    @Override
    public String title() {
        return limit() + domain;
    }

    private String limit() {
        return requests + " per " + LimitValue.title(unit, multiplier) + (shadowMode ? " in shadow mode" : "")
                + ", counted by ";
    }

    @Override
    public String toString() {
        return limit() + AskedDescriptor.title(domain, entries);
    }
}
