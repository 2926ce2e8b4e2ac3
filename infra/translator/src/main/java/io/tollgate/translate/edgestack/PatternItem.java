package io.tollgate.translate.edgestack;

import io.tollgate.translate.emissary.AskedGroup.Entry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One element of a pattern, for one label.
 *
 * @param alternatives any of which may match; a value is null where any will do, with a counter for each
 */
record PatternItem(List<Entry> alternatives) {

    PatternItem {
        alternatives = List.copyOf(alternatives);
    }

    /** Returns whether a label matches; one whose value only a request knows may. */
    boolean matches(Entry label) {
        return alternatives.stream()
                .anyMatch(one -> one.key().equals(label.key())
                        && (one.value() == null
                                || label.value() == null
                                || one.value().equals(label.value())));
    }

    /** Returns whether any value of the key matches. */
    boolean matchesAnyValue(String key) {
        return alternatives.contains(new Entry(key, null));
    }

    /** Returns the values of a key that it spells out. */
    Stream<String> values(String key) {
        return alternatives.stream()
                .filter(one -> one.key().equals(key))
                .flatMap(one -> Stream.ofNullable(one.value()));
    }

    /** Returns how many alternatives leave the value open. */
    long open() {
        return alternatives.stream().filter(one -> one.value() == null).count();
    }

    @Override
    public String toString() {
        return alternatives.stream()
                .map(one -> one.key() + "=" + (one.value() == null ? "*" : one.value()))
                .collect(Collectors.joining(" or "));
    }
}
