package io.tollgate.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder with everything that must outlive a process, held by one process at a time. The lock ends with the process
 * that took it, however it ends.
 */
final class DataFolder implements AutoCloseable {

    private static final String LOCK_FILE = ".lock";
    private static final int MAX_PID_BYTES = 20;

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is absent and takes it for this process.
     *
     * @throws CannotStartException if it cannot be written, or another process has it
     */
    static DataFolder open(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        FileChannel channel = openLockFile(path);
        boolean taken = false;
        try {
            taken = tryLock(channel) != null;
            if (taken) {
                writePid(channel);
                return new DataFolder(path, channel);
            }
            throw new CannotStartException("data folder " + path + " is in use by another tollgate process (pid "
                    + readPid(channel) + "): stop that one, or choose another folder with --data");
        } catch (IOException e) {
            throw notWritable(path, e);
        } finally {
            if (!taken) {
                closeUnused(channel);
            }
        }
    }

    private static void closeUnused(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the lock file", e);
        }
    }

    private static FileChannel openLockFile(Path path) {
        try {
            Files.createDirectories(path);
            return FileChannel.open(
                    path.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAX_PID_BYTES);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "unknown" : text;
    }

    private static void writePid(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static CannotStartException notWritable(Path path, IOException e) {
        return new CannotStartException(
                "data folder " + path + " cannot be written (" + e
                        + "): make it writable, or choose another folder with --data",
                e);
    }

    /** Returns the folder, absolute. */
    Path path() {
        return path;
    }

    /** Lets another process take the folder. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give back the data folder " + path, e);
        }
    }
}
