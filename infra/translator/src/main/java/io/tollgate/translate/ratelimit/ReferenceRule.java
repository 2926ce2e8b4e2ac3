package io.tollgate.translate.ratelimit;

import io.tollgate.model.Unit;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of a limit file as envoyproxy/ratelimit sees it.
 *
 * @param value empty for any
 * @param unit of its limit; null if it has none, or one that is unlimited
 * @param shared whether all values that its pattern stands for have one counter
 */
record ReferenceRule(
        String key,
        String value,
        @Nullable Unit unit,
        long requests,
        boolean shadowMode,
        boolean shared,
        List<ReferenceRule> rules) {

    private static final String ANY = "*";

    static List<ReferenceRule> of(List<SourceNode> descriptors) {
        List<ReferenceRule> rules = new ArrayList<>();
        for (SourceNode descriptor : descriptors) {
            SourceNode limit = descriptor.find("rate_limit");
            SourceNode limited = limit == null || limit.bool("unlimited") ? null : limit;
            rules.add(new ReferenceRule(
                    descriptor.required("key").text(),
                    descriptor.text("value", ""),
                    limited == null ? null : unit(limited.required("unit")),
                    limited == null ? 0 : requests(limited),
                    descriptor.bool("shadow_mode"),
                    descriptor.bool("share_threshold"),
                    of(descriptor.items("descriptors"))));
        }
        return rules;
    }

    private static long requests(SourceNode limit) {
        SourceNode requests = limit.find("requests_per_unit");
        return requests == null ? 0 : Long.parseLong(requests.text());
    }

    private static Unit unit(SourceNode node) {
        for (Unit unit : Unit.values()) {
            if (unit.name().equals(node.text().toUpperCase(Locale.ROOT))) {
                return unit;
            }
        }
        throw node.error("unknown unit '" + node.text() + "'");
    }

    /** Key and value are one text there. */
    String joined() {
        return value.isEmpty() ? key : key + "_" + value;
    }

    boolean isWildcard() {
        return joined().contains(ANY);
    }

    /** Pieces between stars must follow each other in the text, the first at its begin and the last at its end. */
    boolean matches(String text) {
        String[] pieces = joined().split("\\*", -1);
        String first = pieces[0];
        String last = pieces[pieces.length - 1];
        if (!text.startsWith(first) || !text.endsWith(last) || text.length() < first.length() + last.length()) {
            return false;
        }
        int from = first.length();
        int end = text.length() - last.length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int at = text.indexOf(pieces[i], from);
            if (at < 0 || at + pieces[i].length() > end) {
                return false;
            }
            from = at + pieces[i].length();
        }
        return true;
    }
}
