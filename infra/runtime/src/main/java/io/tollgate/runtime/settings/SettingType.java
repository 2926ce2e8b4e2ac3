package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * What values a setting has.
 *
 * @param expected what is expected of the text, for people
 * @param secret whether the text is nobody's business, so that it is never shown
 * @param reading reads the text; throws an IllegalArgumentException if it is not what is expected
 * @param <T> type of the value
 */
public record SettingType<T>(String expected, boolean secret, Function<String, T> reading) {

    public SettingType {
        requireNonNull(expected, "expected");
        requireNonNull(reading, "reading");
    }

    public SettingType(String expected, Function<String, T> reading) {
        this(expected, false, reading);
    }

    /**
     * Returns the value that a text stands for.
     *
     * @throws IllegalArgumentException if it is not what is expected
     */
    public T read(String text) {
        return reading.apply(text);
    }

    /** Returns this kind for texts that are nobody's business. */
    public SettingType<T> hidden() {
        return new SettingType<>(expected, true, reading);
    }
}
