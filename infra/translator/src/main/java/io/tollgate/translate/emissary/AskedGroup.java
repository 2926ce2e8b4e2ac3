package io.tollgate.translate.emissary;

import io.tollgate.translate.source.SourceNode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor that Envoy makes of a label group, as far as it is known before there is a request.
 *
 * @param domain in which it is asked for
 * @param entries one for each label, in order
 * @param place where the group stands
 */
public record AskedGroup(String domain, List<Entry> entries, SourceNode place) {

    /** Copies the entries. */
    public AskedGroup {
        entries = List.copyOf(entries);
    }

    /**
     * An entry of a descriptor.
     *
     * @param value null where it depends on the request
     */
    public record Entry(String key, @Nullable String value) {

        @Override
        public String toString() {
            return key + "=" + (value == null ? "?" : value);
        }
    }

    static AskedGroup of(String domain, LabelGroup group, String sourceCluster, String destinationCluster) {
        return new AskedGroup(
                domain,
                group.labels().stream()
                        .map(label -> new Entry(label.key(), label.known(sourceCluster, destinationCluster)))
                        .toList(),
                group.place());
    }

    /** Returns it for people, as in "(generic_key=shop, remote_address=?)". */
    public String title() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
