package io.tollgate.standalone;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where there is one core, the JVM's optimizing compiler takes half of it for as long as it has work, which is a minute
 * after a start under load, and requests wait. Here it gives way to them, as far as it still ends within a few minutes. The
 * quick compiler keeps its priority, since requests wait for what it makes. The JVM has an option for the priority of both
 * together only ({@code CompilerThreadPriority}), so it is set from outside, where the system has {@code renice}; on a
 * machine without, all goes on as before.
 */
final class CompilerPriority {

    private static final Logger LOG = LoggerFactory.getLogger(CompilerPriority.class);

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String OPTIMIZING = "C2 ";

    /** A tenth of the core where requests take all of it, see sched(7). */
    private static final String NICE = "10";

    private CompilerPriority() {}

    /** Lowers it where there is one core only. */
    static void giveWay() {
        if (Runtime.getRuntime().availableProcessors() > 1 || !Files.isDirectory(THREADS)) {
            return;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).startsWith(OPTIMIZING)) {
                    renice(thread.getFileName().toString());
                }
            }
        } catch (IOException e) {
            LOG.debug("The compiler keeps its priority", e);
        }
    }

    private static void renice(String thread) throws IOException {
        new ProcessBuilder("renice", "-n", NICE, "-p", thread)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
