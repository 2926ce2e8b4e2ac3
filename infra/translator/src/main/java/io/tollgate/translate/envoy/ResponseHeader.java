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
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("header", Map.of("key", name, "value", value));
        tree.put("append_action", append ? "APPEND_IF_EXISTS_OR_ADD" : "OVERWRITE_IF_EXISTS_OR_ADD");
        return tree;
    }
}
