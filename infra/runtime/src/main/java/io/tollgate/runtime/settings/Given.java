package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

/**
 * A text that somebody gave for a setting. It may be secret, so it is not part of {@link #toString}.
 *
 * @param label names the setting and where the text is from, for messages
 */
public record Given(String text, String label) {

    public Given {
        requireNonNull(text, "text");
        requireNonNull(label, "label");
    }

    @Override
    public String toString() {
        return label;
    }
}
