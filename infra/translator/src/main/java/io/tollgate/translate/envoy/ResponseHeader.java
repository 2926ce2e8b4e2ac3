package io.tollgate.translate.envoy;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A header of the answer to a request that is over limit.
 *
 * @param append whether it is added to a header of that name, instead of replacing it
 */
public record ResponseHeader(String name, String value, boolean append) {

    Map<String, Object> tree() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("key", name);
        header.put("value", value);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("header", header);
        tree.put("append_action", append ? "APPEND_IF_EXISTS_OR_ADD" : "OVERWRITE_IF_EXISTS_OR_ADD");
        return tree;
    }
}
