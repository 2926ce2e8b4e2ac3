package io.tollgate.runtime.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tollgate.runtime.files.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads PEM files so that what is wrong with one is said with its name. */
public final class PemFile {

    /** Room for some hundreds of certificates. */
    private static final int MAX_BYTES = 4 << 20;

    private PemFile() {}

    /** Makes something of what a file holds. */
    public interface Parser<T> {
        T parse(String pem) throws IOException;
    }

    /**
     * Returns what the file holds.
     *
     * @param what for the message: what the file is for
     * @throws IOException if it cannot be read, or the parser rejects it; the message names the file
     */
    public static <T> T read(String what, Path file, Parser<T> parser) throws IOException {
        try {
            return parser.parse(text(file));
        } catch (IOException e) {
            throw new IOException(what + " " + file + ": " + FileProblem.reason(e), e);
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, ISO_8859_1); // comments may be in any encoding
        }
    }
}
