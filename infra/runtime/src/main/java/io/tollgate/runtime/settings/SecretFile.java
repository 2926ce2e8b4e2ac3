package io.tollgate.runtime.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that holds a secret, such as one that a container platform mounts. */
public final class SecretFile {

    private static final int MOST_BYTES = 64 << 10;

    private SecretFile() {}

    /**
     * Returns what a file holds, without white space around it.
     *
     * @throws IllegalArgumentException if it cannot be read, is no text in UTF-8, holds nothing, or more than 64 KiB
     */
    public static String read(String path) {
        Path file = Path.of(path);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(file + " is larger than 64 KiB: it holds no secret");
            }
            String held = Files.readString(file).strip();
            if (held.isEmpty()) {
                throw new IllegalArgumentException(file + " is empty (expected: the secret)");
            }
            return held;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " cannot be read: there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " cannot be read: it is no text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
