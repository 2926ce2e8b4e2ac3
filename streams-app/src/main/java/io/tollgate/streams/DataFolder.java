package io.tollgate.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder of the local state, held by this process alone until it is closed. */
final class DataFolder implements AutoCloseable {

    private static final String LOCK_FILE = "streams-app.lock";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder where it is absent, and takes it.
     *
     * @throws StreamsStartException if it cannot be written or another process holds it
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
                throw new StreamsStartException("data.dir: " + path.toAbsolutePath()
                        + " is in use by another streams app; stop it, or give each its own folder");
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

    private static StreamsStartException notWritable(Path path, IOException cause) {
        return new StreamsStartException(
                "data.dir: " + path.toAbsolutePath() + " cannot be written: " + cause
                        + "; make it a folder that this user may write",
                cause);
    }

    /** Returns the folder of the stores. */
    Path state() {
        return path.resolve("state");
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
