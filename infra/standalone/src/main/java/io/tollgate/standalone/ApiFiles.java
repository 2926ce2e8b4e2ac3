package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.runtime.files.FileProblem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The files of a data folder by which commands find the API and its token. */
final class ApiFiles {

    private static final int TOKEN_BYTES = 32;

    private final Path url;
    private final Path token;

    /** @param folder everything of the process that serves the API is in it */
    ApiFiles(Path folder) {
        this.url = folder.resolve("api-url");
        this.token = folder.resolve("api-token");
    }

    /** Returns the file that holds the token, if it is there. */
    Path token() {
        return token;
    }

    /** Returns the file that says where the API is, if it is there. */
    Path url() {
        return url;
    }

    /** Returns the file that holds the token. The first time it is made, for this user alone; then it stays. */
    Path orMakeToken() {
        if (!Files.exists(token)) {
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            try {
                Path whole =
                        written(token, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
                try {
                    Files.createLink(token, whole); // does not replace what another process made meanwhile
                } catch (UnsupportedOperationException e) {
                    Files.copy(whole, token, StandardCopyOption.COPY_ATTRIBUTES);
                } finally {
                    Files.delete(whole);
                }
            } catch (FileAlreadyExistsException e) {
                return token;
            } catch (IOException e) {
                throw notWritable(token, e);
            }
        }
        return token;
    }

    /** Tells commands where the API is. */
    void tell(String where) {
        try {
            Files.move(written(url, where), url, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw notWritable(url, e);
        }
    }

    /** Tells commands that there is no API any more. */
    void forget() {
        try {
            Files.deleteIfExists(url);
        } catch (IOException e) {
            throw notWritable(url, e);
        }
    }

    /** Returns where the API was told to be; empty where nobody told. */
    Optional<String> findUrl() {
        try {
            return Files.exists(url) ? Optional.of(Files.readString(url).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new CannotStartException(url + " cannot be read: " + FileProblem.reason(e), e);
        }
    }

    /** Returns a file beside another, which this user alone may read, with a text. */
    private static Path written(Path beside, String text) throws IOException {
        Path folder = Files.createDirectories(beside.toAbsolutePath().getParent());
        Path file = Files.createTempFile(folder, "." + beside.getFileName(), ".tmp");
        return Files.writeString(file, text + "\n", UTF_8);
    }

    private static CannotStartException notWritable(Path file, IOException e) {
        return new CannotStartException(file + " cannot be written: " + FileProblem.reason(e), e);
    }
}
