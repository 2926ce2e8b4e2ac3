package io.tollgate.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The folder of what must outlive the process, held by this gateway alone until it is closed. */
final class DataFolder implements AutoCloseable {

    private static final String LOCK_FILE = "gateway.lock";
    private static final String ID_FILE = "gateway-id";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder where it is absent, and takes it.
     *
     * @throws GatewayStartException if it cannot be written or another process holds it
     */
    static DataFolder take(Path path) {
        FileChannel lockFile;
        try {
            Files.createDirectories(path);
            lockFile = FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
        try {
            if (lock(lockFile) == null) {
                throw new GatewayStartException("data.dir: " + path.toAbsolutePath()
                        + " is in use by another gateway; stop it, or give each its own folder");
            }
            Files.delete(Files.createTempFile(path, "write-check", ".tmp"));
            return new DataFolder(path, lockFile);
        } catch (IOException e) {
            close(lockFile);
            throw notWritable(path, e);
        } catch (RuntimeException e) {
            close(lockFile);
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held within this process
        }
    }

    private static GatewayStartException notWritable(Path path, IOException cause) {
        return new GatewayStartException(
                "data.dir: " + path.toAbsolutePath() + " cannot be written: " + cause
                        + "; make it a folder that this user may write",
                cause);
    }

    /** Returns the gateway's id, made at random the first time. */
    UUID gatewayId() {
        Path file = path.resolve(ID_FILE);
        try {
            if (Files.notExists(file)) {
                Path draft = path.resolve(ID_FILE + ".tmp");
                Files.writeString(draft, UUID.randomUUID().toString(), US_ASCII);
                Files.move(draft, file);
            }
            return UUID.fromString(Files.readString(file, US_ASCII).strip());
        } catch (IOException e) {
            throw notWritable(path, e);
        } catch (IllegalArgumentException e) {
            throw new GatewayStartException(
                    file.toAbsolutePath() + " does not hold a UUID; remove it, a new one is made", e);
        }
    }

    Path journal() {
        return path.resolve("journal");
    }

    Path ownTotals() {
        return path.resolve("own-totals");
    }

    Path usage() {
        return path.resolve("usage");
    }

    Path resources() {
        return path.resolve("resources");
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        close(lockFile);
    }

    private static void close(FileChannel lockFile) {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not give back the data folder", e);
        }
    }
}
