package io.tollgate.translate.envoy;

import static io.tollgate.translate.envoy.Tree.map;

import java.util.List;
import java.util.Map;

/**
 * A header of the answer to a request that is over limit.
 *
 * @param value as it is sent
 * @param append whether it is added to a header of that name, instead of replacing it
 */
public record ResponseHeader(String name, String value, boolean append) {

    /** As many as a filter of Envoy takes; the others are added to its answer later. */
    public static final int MOST_OF_FILTER = 10;

    /** Returns a text in Envoy's format, in which a percent sign begins a command unless it is written twice. */
    public static String literally(String text) {
        return text.replace("%", "%%");
    }

    /** Returns those that a filter of Envoy takes. */
    public static List<ResponseHeader> first(List<ResponseHeader> headers) {
        return headers.subList(0, Math.min(MOST_OF_FILTER, headers.size()));
    }

    /** Returns those that a filter of Envoy has no room for. */
    public static List<ResponseHeader> rest(List<ResponseHeader> headers) {
        return headers.subList(first(headers).size(), headers.size());
    }

    static List<Map<String, Object>> trees(List<ResponseHeader> headers) {
        return headers.stream().map(ResponseHeader::tree).toList();
    }

    private Map<String, Object> tree() {
        return map(
                "header",
                map("key", name, "value", literally(value)),
                "append_action",
                append ? "APPEND_IF_EXISTS_OR_ADD" : "OVERWRITE_IF_EXISTS_OR_ADD");
    }
}
