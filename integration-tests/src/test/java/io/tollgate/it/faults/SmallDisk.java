package io.tollgate.it.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system of its own that is small enough to be filled. Needs the right to mount. */
final class SmallDisk implements AutoCloseable {

    /** How much fits. */
    static final long BYTES = 256 << 20;

    private static final String SIZE = "size=" + BYTES;
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path folder;
    private final Path filler;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /** Returns whether this process may mount. */
    static boolean isPossible() {
        try {
            Path folder = Files.createTempDirectory("tollgate-mount");
            boolean mounted = run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", folder.toString()) == 0;
            if (mounted) {
                run("umount", folder.toString());
            }
            Files.delete(folder);
            return mounted;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    /** Mounts it at a folder, which is made. */
    static SmallDisk mount(Path folder) {
        try {
            Files.createDirectories(folder);
            if (run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", folder.toString()) != 0) {
                throw new IllegalStateException("could not mount at " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot mount at " + folder, e);
        }
        return new SmallDisk(folder);
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Writes until nothing fits any more; again, if room was made since. */
    void fill() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            if (!Files.exists(filler)) {
                throw new UncheckedIOException("cannot fill " + folder, full);
            }
        }
    }

    /** Makes so much room, or as much as {@link #fill} took. */
    void makeRoom(long bytes) {
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.WRITE)) {
            file.truncate(Math.max(0, file.size() - bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make room in " + folder, e);
        }
    }

    /** Makes all the room again that {@link #fill} took. */
    void free() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot free " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            run("umount", "-l", folder.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unmount " + folder, e);
        }
    }
}
