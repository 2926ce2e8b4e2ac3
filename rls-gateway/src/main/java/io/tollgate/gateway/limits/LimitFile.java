package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;

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
}
