package io.tollgate.translate.source;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/**
 * Where the lines of a text are in its file. A document within a value of another one begins further down, or all of it
 * is on the one line of that value.
 *
 * @param before lines of the file before the text's first one
 * @param folded whether all of it is on the line after those
 */
record Lines(int before, boolean folded) {

    static final Lines OF_FILE = new Lines(0, false);

    int line(@Nullable Mark mark) {
        return before + 1 + (folded || mark == null ? 0 : mark.getLine());
    }
}
