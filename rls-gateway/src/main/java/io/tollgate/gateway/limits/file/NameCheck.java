package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;

/**
 * Looks at the names of a whole file before anything else is read, as the reference does: an unknown one is rejected, a
 * known one in the wrong map is ignored with a warning. Below {@code metadata} every name is free.
 */
final class NameCheck {

    private final boolean extensions;

    /** @param extensions whether names are allowed that only Tollgate knows */
    NameCheck(boolean extensions) {
        this.extensions = extensions;
    }

    /**
     * Checks a map and all below it.
     *
     * @throws LimitConfigException at the first name that is not known, or a leaf of a type that the grammar has nowhere
     */
    void check(YamlCursor map, MapPlace place) {
        if (map.isNull()) {
            return;
        }
        map.fields(false).forEach((name, field) -> {
            place.check(name, field, extensions);
            if (!name.equals("metadata")) {
                descend(field, place.has(name, extensions) ? place.child(name) : MapPlace.UNREAD);
            }
        });
    }

    private void descend(YamlCursor field, MapPlace place) {
        if (field.isList()) {
            field.maps().forEach(element -> descend(element, place));
        } else if (field.isMap()) {
            check(field, place);
        } else {
            field.scalar("a value").rejectFractions();
        }
    }
}
