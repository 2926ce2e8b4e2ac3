package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The free-form {@code metadata} of a descriptor, as protobuf's Struct can hold it. Names that are numbers or truth
 * values stand for their characters.
 */
final class Metadata {

    private Metadata() {}

    /** Returns the map at the cursor: of text, {@code Double}, {@code Boolean}, null, unmodifiable lists and maps. */
    static Map<String, @Nullable Object> read(YamlCursor cursor) {
        if (!cursor.isMap()) {
            throw cursor.wrongType("a map");
        }
        return map(cursor.joinedFields(true));
    }

    private static Map<String, @Nullable Object> map(Map<String, YamlCursor> fields) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        fields.forEach((name, field) -> map.put(name, value(field)));
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object value(YamlCursor cursor) {
        if (cursor.isMap()) {
            return map(cursor.fields(true));
        }
        return cursor.isList() ? list(cursor) : scalar(cursor);
    }

    private static List<@Nullable Object> list(YamlCursor cursor) {
        List<@Nullable Object> list = new ArrayList<>();
        for (YamlCursor element : cursor.elements()) {
            list.add(value(element));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object scalar(YamlCursor cursor) {
        return cursor.scalar("a value").value();
    }
}
