package io.tollgate.gateway.limits;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one map of the grammar, read by name; an absent field reads as its type's default. */
final class YamlFields {

    private final YamlCursor owner;
    private final Map<String, YamlCursor> fields;

    private YamlFields(YamlCursor owner, Map<String, YamlCursor> fields) {
        this.owner = owner;
        this.fields = fields;
    }

    /** Reads the map, or null as a map without fields. */
    static YamlFields of(YamlCursor owner) {
        return new YamlFields(owner, owner.isNull() ? Map.of() : owner.joinedFields(false));
    }

    /** Returns the field, or null where it is absent or null. */
    @Nullable YamlCursor find(String name) {
        YamlCursor field = fields.get(name);
        return field == null || field.isNull() ? null : field;
    }

    /** Returns the field to point at in a message, or the map if it does not have the field. */
    YamlCursor place(String name) {
        return fields.getOrDefault(name, owner);
    }

    String text(String name) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return "";
        }
        field.forEachEarlier(before -> before.scalar("text"));
        return field.scalar("text").text();
    }

    boolean bool(String name) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return false;
        }
        field.forEachEarlier(before -> before.scalar("true or false").bool());
        return field.scalar("true or false").bool();
    }

    /** Returns the hits that one window admits; the reference knows 32 bits of them. */
    long requestsPerUnit(LimitFileOptions options) {
        YamlCursor field = fields.get("requests_per_unit");
        long most = options.extensions() ? Long.MAX_VALUE : 0xFFFF_FFFFL;
        if (field == null) {
            return 0;
        }
        field.forEachEarlier(before -> before.scalar("a whole number").checkOverridden(most));
        return field.scalar("a whole number").whole(0, most);
    }

    List<YamlCursor> maps(String name) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return List.of();
        }
        field.forEachEarlier(YamlCursor::maps);
        return field.maps();
    }
}
