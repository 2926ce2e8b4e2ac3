package io.tollgate.gateway.limits.yaml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one map of the grammar, read by name; an absent field reads as its type's default. */
public final class YamlFields {

    private final YamlCursor owner;
    private final Map<String, YamlCursor> fields;

    private YamlFields(YamlCursor owner, Map<String, YamlCursor> fields) {
        this.owner = owner;
        this.fields = fields;
    }

    /** Reads the map, or null as a map without fields. */
    public static YamlFields of(YamlCursor owner) {
        return new YamlFields(owner, owner.isNull() ? Map.of() : owner.joinedFields(false));
    }

    /** Returns the field, or null where it is absent or null. */
    public @Nullable YamlCursor find(String name) {
        YamlCursor field = fields.get(name);
        return field == null || field.isNull() ? null : field;
    }

    /** Returns the field to point at in a message, or the map if it does not have the field. */
    public YamlCursor place(String name) {
        return fields.getOrDefault(name, owner);
    }

    /** Returns a text, empty where the field is absent. */
    public String text(String name) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return "";
        }
        field.forEachEarlier(before -> before.scalar("text"));
        return field.scalar("text").text();
    }

    /** Returns a truth value, false where the field is absent. */
    public boolean bool(String name) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return false;
        }
        field.forEachEarlier(before -> before.scalar("true or false").bool());
        return field.scalar("true or false").bool();
    }

    /** Returns a number from 0 to the given one; 0 where the field is absent. */
    public long whole(String name, long most) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return 0;
        }
        field.forEachEarlier(before -> before.scalar("a whole number").checkOverridden(most));
        return field.scalar("a whole number").whole(0, most);
    }

    /** Returns the maps of a list, none where the field is absent. */
    public List<YamlCursor> maps(String name) {
        YamlCursor field = fields.get(name);
        if (field == null) {
            return List.of();
        }
        field.forEachEarlier(YamlCursor::maps);
        return field.maps();
    }
}
