package io.tollgate.translate.envoy;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parts of Envoy's configuration: maps whose order is that in which they are made. */
public final class Tree {

    private static final String TYPE = "type.googleapis.com/envoy.";

    private Tree() {}

    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Returns a message that says its type, which is below {@code envoy}. */
    static Map<String, Object> typed(String type, Object... namesAndValues) {
        Map<String, Object> typed = map("@type", TYPE + type);
        typed.putAll(map(namesAndValues));
        return typed;
    }

    /** Returns an extension with its configuration. */
    static Map<String, Object> extension(String name, Map<String, Object> typed) {
        return map("name", name, "typed_config", typed);
    }

    /** Returns a duration as protobuf's JSON has it. */
    public static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }
}
