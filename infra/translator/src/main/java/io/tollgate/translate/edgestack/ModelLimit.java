package io.tollgate.translate.edgestack;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.source.SourceNode.Field;
import io.tollgate.translate.verify.AskedDescriptor;
import io.tollgate.translate.verify.HeldLimit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A limit by the rules of Edge Stack's documentation, for {@link EdgeStackModel}.
 *
 * @param name that no other limit has
 * @param pattern the alternatives for each label
 */
record ModelLimit(String domain, String name, List<List<Field>> pattern, SourceNode node) {

    private static final Map<String, Unit> UNITS =
            Map.of("second", Unit.SECOND, "minute", Unit.MINUTE, "hour", Unit.HOUR, "day", Unit.DAY);

    /** The longest list counts; of several of one length, as the report says, that which leaves less open. */
    static final Comparator<ModelLimit> WEAKEST_FIRST = Comparator.comparingInt(
                    (ModelLimit limit) -> limit.pattern.size())
            .thenComparing(
                    limit -> limit.pattern.stream()
                            .flatMap(List::stream)
                            .filter(ModelLimit::isOpen)
                            .count(),
                    Comparator.reverseOrder());

    static ModelLimit of(String domain, String name, SourceNode node) {
        return new ModelLimit(
                domain,
                name,
                node.items("pattern").stream().map(SourceNode::pairs).toList(),
                node);
    }

    private static boolean isOpen(Field label) {
        return label.value().text().isEmpty() || label.value().text().equals("*");
    }

    private static boolean leavesOpen(List<Field> item, DescriptorEntry label) {
        return item.stream().anyMatch(one -> one.name().equals(label.key()) && isOpen(one));
    }

    private static boolean fits(List<Field> item, DescriptorEntry label) {
        return leavesOpen(item, label)
                || item.stream()
                        .anyMatch(one -> one.name().equals(label.key())
                                && one.value().text().equals(label.value()));
    }

    /** Returns whether a label group begins with its pattern. */
    boolean isFor(AskedDescriptor group) {
        if (!group.domain().equals(domain) || group.entries().size() < pattern.size()) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            if (!fits(pattern.get(i), group.entries().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns what it comes to for a label group: it has a counter for each of the values that it leaves open. */
    HeldLimit held(AskedDescriptor group) {
        List<DescriptorEntry> counter = new ArrayList<>(List.of(new DescriptorEntry("limit", name)));
        for (int i = 0; i < pattern.size(); i++) {
            if (leavesOpen(pattern.get(i), group.entries().get(i))) {
                counter.add(group.entries().get(i));
            }
        }
        return new HeldLimit(
                domain,
                counter,
                requireNonNull(UNITS.get(node.required("unit").text().toLowerCase(Locale.ROOT))),
                node.required("rate").whole(0, Integer.MAX_VALUE),
                node.text("action", "Enforce").equalsIgnoreCase("LogOnly"));
    }

    /** Returns the values that it spells out. */
    Stream<String> values() {
        return pattern.stream()
                .flatMap(List::stream)
                .filter(label -> !isOpen(label))
                .map(label -> label.value().text());
    }
}
