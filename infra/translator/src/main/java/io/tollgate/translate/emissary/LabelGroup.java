package io.tollgate.translate.emissary;

import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.source.SourceNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A label group: the labels of one descriptor. Emissary ignores its name.
 *
 * @param exempt whether no default labels go before it
 */
record LabelGroup(List<RateLimitAction> labels, boolean exempt, SourceNode place) {

    LabelGroup {
        labels = List.copyOf(labels);
    }

    /** Returns it with the default labels before its own. */
    LabelGroup after(List<RateLimitAction> defaults) {
        return exempt
                ? this
                : new LabelGroup(
                        Stream.concat(defaults.stream(), labels.stream()).toList(), false, place);
    }
}
