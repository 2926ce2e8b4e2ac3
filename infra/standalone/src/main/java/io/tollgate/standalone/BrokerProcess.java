package io.tollgate.standalone;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The broker as a child process with its own heap, started again when it dies. One thread, {@code broker-watch}, starts
 * and reads the child; any thread may wait or close.
 */
final class BrokerProcess implements AutoCloseable {

    private static final int MAX_FAILED_STARTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long EARLIER_BROKER_POLL_MS = 100;
    private static final Duration SHUTDOWN = Duration.ofSeconds(20);

    private final Path folder;
    private final int port;
    private final List<String> jvmOptions;
    private final Consumer<String> notices;
    private final Thread watcher;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Written by the watcher only. */
    private volatile boolean ready;

    /** Written by the watcher only. */
    private volatile String failure = "";

    /** Guarded by this, so that no child is started once closing has begun. */
    private @Nullable Process child;

    private BrokerProcess(Path folder, int port, List<String> jvmOptions, Consumer<String> notices) {
        this.folder = folder;
        this.port = port;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.notices = notices;
        this.watcher = new Thread(this::keepRunning, "broker-watch");
        this.watcher.setDaemon(true);
    }

    /**
     * Starts the broker; {@link #awaitReady} tells when it takes requests.
     *
     * @param folder holds {@code data} and {@code logs} of the broker
     * @param port where clients connect on 127.0.0.1
     * @param jvmOptions options of the child's JVM, put after the default ones
     * @param notices gets a line for people when the broker died or is back
     * @throws CannotStartException if the folder cannot be made
     */
    static BrokerProcess start(Path folder, int port, List<String> jvmOptions, Consumer<String> notices) {
        try {
            Files.createDirectories(folder.resolve("logs"));
        } catch (IOException e) {
            throw new CannotStartException("cannot make the folder of Kafka's logs: " + e, e);
        }
        BrokerProcess broker = new BrokerProcess(folder, port, jvmOptions, notices);
        broker.watcher.start();
        return broker;
    }

    /**
     * Waits for the broker of a killed launcher, which notices and ends by itself.
     *
     * @throws CannotStartException if it still has the folder when the time is over
     */
    static void awaitEarlierOne(Path folder, Duration atMost) throws InterruptedException {
        Path lockFile = folder.resolve("data").resolve(".lock"); // Kafka's own
        long deadline = System.nanoTime() + atMost.toNanos();
        while (Files.exists(lockFile) && isLocked(lockFile)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CannotStartException("another Kafka still uses " + folder.resolve("data")
                        + ": stop it, or choose another folder with --data");
            }
            TimeUnit.MILLISECONDS.sleep(EARLIER_BROKER_POLL_MS);
        }
    }

    private static boolean isLocked(Path lockFile) {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (IOException e) {
            return false; // Kafka will say what is wrong with its folder
        }
    }

    /** Returns options of a JVM, split at blanks. */
    static List<String> jvmOptions(String options) {
        return options.isBlank() ? List.of() : Arrays.asList(options.strip().split("\\s+", -1));
    }

    /** Returns the file that the broker logs to. */
    Path logFile() {
        return folder.resolve("logs").resolve("kafka.log");
    }

    /** Returns the process id of the broker that runs now, or -1. */
    synchronized long pid() {
        return child == null || !child.isAlive() ? -1 : child.pid();
    }

    /**
     * Waits until the broker took requests for the first time.
     *
     * @throws CannotStartException if it failed several times, or the time ran out
     */
    void awaitReady(Duration atMost) throws InterruptedException {
        boolean inTime = settled.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (!ready) {
            String why = failure.isEmpty() ? (inTime ? "" : "not ready within " + atMost.toSeconds() + " s") : failure;
            throw new CannotStartException("Kafka did not start: " + why + "; its log: " + logFile());
        }
    }

    private void keepRunning() {
        Duration pause = FIRST_PAUSE;
        int failedStarts = 0;
        try {
            while (closing.getCount() > 0) {
                boolean wasReady = runOnce();
                failedStarts = wasReady ? 0 : failedStarts + 1;
                pause = wasReady ? FIRST_PAUSE : longer(pause);
                if (!ready && failedStarts >= MAX_FAILED_STARTS) {
                    return;
                }
                if (closing.getCount() > 0) {
                    notices.accept("Kafka stopped" + (failure.isEmpty() ? "" : " (" + failure + ")")
                            + "; decisions go on, starting it again in " + pause.toSeconds() + " s; its log: "
                            + logFile());
                    closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (IOException e) {
            failure = "cannot start a Java process: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            settled.countDown();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** Starts the broker and returns, once it ended, whether it had been ready. */
    private boolean runOnce() throws IOException, InterruptedException {
        Process process = spawn();
        if (process == null) {
            return false;
        }
        failure = "";
        boolean wasReady = false;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(BrokerMain.READY)) {
                    wasReady = true;
                    announceReady();
                } else if (line.startsWith(BrokerMain.FAILED)) {
                    failure = line.substring(BrokerMain.FAILED.length());
                }
            }
        }
        int exit = process.waitFor();
        if (failure.isEmpty()) {
            failure = "exit code " + exit;
        }
        return wasReady;
    }

    private void announceReady() {
        if (ready) {
            notices.accept("Kafka is back");
        }
        ready = true;
        settled.countDown();
    }

    private synchronized @Nullable Process spawn() throws IOException {
        if (closing.getCount() == 0) {
            return null;
        }
        File errors = folder.resolve("logs").resolve("kafka.err").toFile();
        child = new ProcessBuilder(command()).redirectError(errors).start();
        return child;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms64m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError"));
        command.add("-Dlogback.configurationFile=logback-kafka.xml");
        command.add("-Dtollgate.kafka.logs=" + folder.resolve("logs"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerMain.class.getName()));
        command.addAll(List.of(folder.resolve("data").toString(), Integer.toString(port)));
        return command;
    }

    /** Stops the broker: asks it first, and after 20 s ends it. */
    @Override
    public void close() {
        Process process;
        synchronized (this) {
            closing.countDown();
            process = child;
        }
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
