package io.tollgate.translate.envoy;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What must hold for a header. For a header that a request has not, nothing holds, as in Envoy's {@code HeaderMatcher}.
 *
 * @param text that the header's value is compared with
 * @param inverted whether the comparison must fail
 */
public record HeaderCondition(String header, Kind kind, String text, boolean inverted) {

    /** How the value is compared. */
    public enum Kind {
        /** It is the text. */
        EXACT,
        /** It begins with the text. */
        PREFIX,
        /** It ends with the text. */
        SUFFIX,
        /** It has the text within. */
        CONTAINS,
        /** It is there, whatever it is. */
        PRESENT
    }

    /** Returns the condition that a header is there. */
    public static HeaderCondition present(String header) {
        return new HeaderCondition(header, Kind.PRESENT, "", false);
    }

    boolean holds(Request request) {
        String value = request.header(header);
        return value != null
                && inverted
                        != switch (kind) {
                            case EXACT -> value.equals(text);
                            case PREFIX -> value.startsWith(text);
                            case SUFFIX -> value.endsWith(text);
                            case CONTAINS -> value.contains(text);
                            case PRESENT -> true;
                        };
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", header);
        switch (kind) {
            case EXACT -> tree.put("string_match", Map.of("exact", text));
            case PREFIX -> tree.put("string_match", Map.of("prefix", text));
            case SUFFIX -> tree.put("string_match", Map.of("suffix", text));
            case CONTAINS -> tree.put("string_match", Map.of("contains", text));
            case PRESENT -> tree.put("present_match", true);
        }
        if (inverted) {
            tree.put("invert_match", true);
        }
        return tree;
    }
}
