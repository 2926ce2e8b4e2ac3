package io.tollgate.translate.limitador;

import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the first descriptor, which limits of Limitador refer to. Which actions of Envoy make them is known if its
 * configuration is among the files; else the names of Limitador's own examples and the keys themselves tell.
 */
final class DescriptorKeys implements Origins {

    private static final Pattern REFERENCE = Pattern.compile(
            "descriptors\\[(\\d+)](?:\\[(?:'([^']+)'|\"([^\"]+)\")]|\\.([A-Za-z_]\\w*))|([A-Za-z_][\\w.]*)");
    private static final Pattern HEADER = Pattern.compile(":?[A-Za-z0-9_.-]+");

    private static final Map<String, String> KNOWN = Map.of(
            "req.method", ":method",
            "req_method", ":method",
            "method", ":method",
            "req.path", ":path",
            "req_path", ":path",
            "path", ":path");

    private final @Nullable Map<String, Origin> said;
    private final List<String> needed;

    private DescriptorKeys(@Nullable Map<String, Origin> said, List<String> needed) {
        this.said = said;
        this.needed = needed;
    }

    /** Returns what holds where nothing says what Envoy does. */
    static DescriptorKeys guessed() {
        return new DescriptorKeys(null, List.of());
    }

    /**
     * Reads the actions of a descriptor.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them is not understood
     */
    static DescriptorKeys of(List<SourceNode> actions) {
        Map<String, Origin> said = new LinkedHashMap<>();
        List<String> needed = new ArrayList<>();
        for (SourceNode action : actions) {
            SourceNode header = action.find("request_headers");
            SourceNode fixed = action.find("generic_key");
            if (header != null) {
                String name = headerName(header.required("header_name"));
                said.put(header.required("descriptor_key").text(), new Origin.Header(name, false));
                if (!name.startsWith(":") && !header.bool("skip_if_absent")) {
                    needed.add(name);
                }
            } else if (fixed != null) {
                said.put(
                        fixed.text("descriptor_key", "generic_key"),
                        new Origin.Fixed(fixed.required("descriptor_value").text()));
            } else if (action.fields().containsKey(Origin.Address.KEY)) {
                said.put(Origin.Address.KEY, new Origin.Address());
            }
        }
        return new DescriptorKeys(said, needed);
    }

    private static String headerName(SourceNode node) {
        if (!HEADER.matcher(node.text()).matches()) {
            throw node.error("'" + node.text() + "' is no name of a header");
        }
        return node.text();
    }

    @Override
    public @Nullable Origin of(String reference) {
        String key = keyOfFirst(reference);
        if (key == null) {
            return null;
        }
        if (said != null) {
            return said.get(key);
        }
        if (key.equals(Origin.Address.KEY)) {
            return new Origin.Address();
        }
        String known = KNOWN.get(key);
        if (known != null) {
            return new Origin.Header(known, false);
        }
        String name = key.replaceAll("[_.]", "-");
        return HEADER.matcher(name).matches() ? new Origin.Header(name, true) : null;
    }

    /** Returns null where it is another descriptor's, or something else. */
    private static @Nullable String keyOfFirst(String reference) {
        Matcher matcher = REFERENCE.matcher(reference);
        if (!matcher.matches() || (matcher.group(1) != null && !matcher.group(1).equals("0"))) {
            return null;
        }
        for (int group = 2; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return null;
    }

    @Override
    public String key(String reference) {
        String key = keyOfFirst(reference);
        return key == null ? reference : key;
    }

    @Override
    public String whyNone(String reference) {
        String key = keyOfFirst(reference);
        if (key == null) {
            return "'" + reference + "' is no entry of the first descriptor";
        }
        return said == null
                ? "'" + key
                        + "' is no name of a header, and no Envoy configuration in these files says where it comes from"
                : "no action that is understood (request_headers, generic_key, remote_address) in the Envoy configuration"
                        + " makes '" + key + "'";
    }

    @Override
    public List<String> needed() {
        return needed;
    }
}
