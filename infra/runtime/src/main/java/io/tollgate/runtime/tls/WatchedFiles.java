package io.tollgate.runtime.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of TLS, read again when they change. Files that do not fit together, as they may while they are being
 * replaced, are not taken: what was read before stays in use, and they are tried again until they do.
 */
public final class WatchedFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
    private static final FileTime MISSING = FileTime.fromMillis(0);

    private final List<Path> files;
    private final Reading reading;
    private final ScheduledExecutorService watch;
    private List<FileTime> taken;
    private List<FileTime> rejected = List.of();

    /** Reads the files and takes what they hold, or leaves all as it was. */
    public interface Reading {
        void read() throws IOException, GeneralSecurityException;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task catches what may be thrown
    private WatchedFiles(List<Path> files, Duration interval, Reading reading)
            throws IOException, GeneralSecurityException {
        this.files = List.copyOf(files);
        this.reading = requireNonNull(reading, "reading");
        List<FileTime> before = times();
        reading.read();
        this.taken = before;
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "tls-files");
            named.setDaemon(true);
            return named;
        });
        long millis = interval.toMillis();
        watch.scheduleWithFixedDelay(this::readIfChanged, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Reads the files, and again whenever one changes.
     *
     * @param interval how often is looked for changes
     * @throws TlsFilesException if they cannot be read or do not hold what they should; the message says which
     */
    public static WatchedFiles open(List<Path> files, Duration interval, Reading reading) throws TlsFilesException {
        try {
            return new WatchedFiles(files, interval, reading);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFilesException("TLS: " + e.getMessage(), e);
        }
    }

    private List<FileTime> times() throws IOException {
        FileTime[] times = new FileTime[files.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = time(files.get(i));
        }
        return List.of(times);
    }

    private static FileTime time(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return MISSING; // reading it will say so
        }
    }

    private void readIfChanged() {
        List<FileTime> seen = List.of();
        try {
            seen = times();
            if (!seen.equals(taken)) {
                reading.read();
                taken = seen;
                rejected = List.of();
                LOG.info("TLS files were read again");
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (!seen.equals(rejected)) {
                LOG.warn("TLS files changed but cannot be used, those before stay in use: {}", e.getMessage());
                LOG.debug("TLS files cannot be used", e);
                rejected = seen;
            }
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
