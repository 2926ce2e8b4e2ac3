package io.tollgate.runtime.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there as a whole or not at all. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Writes beside the file and puts the result in its place once it is complete and on the disk. What is only a part is
     * deleted, also when the process is told to end.
     *
     * @return how many rows the content has
     */
    public static long write(Path file, FileContent content) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(); // a link stays one
        Path part = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        part.toFile().deleteOnExit();
        try {
            long rows = writePart(part, content);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return rows;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes a text as the other method writes what comes piece by piece. */
    public static void write(Path file, String text) throws IOException {
        write(file, out -> {
            out.write(text);
            return 1;
        });
    }

    private static long writePart(Path part, FileContent content) throws IOException {
        try (FileChannel channel = FileChannel.open(part, WRITE, CREATE, TRUNCATE_EXISTING);
                Writer out = new BufferedWriter(Channels.newWriter(channel, UTF_8))) {
            long rows = content.writeTo(out);
            out.flush();
            channel.force(true);
            return rows;
        }
    }
}
