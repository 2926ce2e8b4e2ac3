package io.tollgate.gateway.limits.yaml;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name and text of a limit file, or of what stands for one.
 *
 * @param name for messages: the path within the folder, or the name of an xDS resource
 * @param text YAML; whoever read it has bounded its size
 * @param hasLines whether a line number means something to the person who wrote it; false for text made by a program
 */
public record LimitFile(String name, String text, boolean hasLines) {

    public LimitFile {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
    }

    /**
     * Returns what stands for the file that says the same, without lines. Text stays text whatever it looks like.
     *
     * @param root the root of the grammar: maps by name, lists, text, whole numbers, {@code Double}, {@code Boolean},
     *     null
     */
    public static LimitFile ofTree(String name, Map<String, ? extends @Nullable Object> root) {
        return new LimitFile(name, YamlText.of(root), false);
    }
}
