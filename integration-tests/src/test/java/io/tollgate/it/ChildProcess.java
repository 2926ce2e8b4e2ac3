package io.tollgate.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process whose output is kept, so that a failed test can show it. */
public final class ChildProcess implements AutoCloseable {

    private static final int LINES_KEPT = 2000;
    private static final Duration CLEAN_END = Duration.ofMinutes(1);

    /** Where the build leaves the jars, and the launcher an archive of their classes; without it a start takes longer. */
    private static final Path BUILT =
            Path.of(System.getProperty("tollgate.standalone")).toAbsolutePath().normalize();

    /** What lives for a few seconds gains nothing by a warm-up, nor by code that is compiled well. */
    private static final Map<String, String> QUICK = Map.of(
            "TOLLGATE_WARM_UP_MAX_MS",
            "0",
            "TOLLGATE_KAFKA_JAVA_OPTS",
            "-XX:TieredStopAtLevel=1"
                    + (BUILT.toString().contains(" ") // at which such options are split
                            ? ""
                            : " -Xlog:cds=off -XX:SharedArchiveFile=" + BUILT.resolve("kafka.jsa")));

    private final String name;
    private final Process process;
    private final Thread reader;

    /** Guarded by itself; the newest lines. */
    private final Deque<String> lines = new ArrayDeque<>();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, "output-of-" + name);
        this.reader.setDaemon(true);
        this.reader.start();
    }

    /** Starts a program; its standard error goes where its output goes. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Starts the command line of Tollgate on the class path of the tests. */
    public static ChildProcess tollgate(String name, List<String> arguments, Map<String, String> environment) {
        return java(name, "io.tollgate.standalone.Tollgate", arguments, environment);
    }

    /** Starts a main class on the class path of the tests. */
    public static ChildProcess java(
            String name, String mainClass, List<String> arguments, Map<String, String> environment) {
        List<String> command = java(mainClass);
        command.addAll(arguments);
        Map<String, String> all = new HashMap<>(QUICK);
        all.putAll(environment);
        return start(name, command, all);
    }

    /** Returns the command line that starts Tollgate on the class path of the tests, without arguments. */
    public static List<String> tollgateCommand() {
        return java("io.tollgate.standalone.Tollgate");
    }

    private static List<String> java(String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:SharedArchiveFile=" + BUILT.resolve("tollgate.jsa"), "-Xshare:auto"));
        command.addAll(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        command.addAll(List.of("-cp", BUILT.resolve("standalone.jar") + File.pathSeparator + classPath()));
        command.add(mainClass);
        return command;
    }

    /** Returns the class path of the tests; their runner may hide the real one in the manifest of a jar. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            keep("(output cut off: " + e + ")");
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            if (lines.size() == LINES_KEPT) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    /** Returns what the process printed last, line by line. */
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Waits until the process has printed a line with this text, and fails with its output if it ends before. */
    public void awaitOutput(String text, Duration atMost) {
        Awaitility.await(name + " to print '" + text + "'")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isAlive() && !hasPrinted(text)) {
                        throw new AssertionError(describe("ended early"));
                    }
                })
                .conditionEvaluationListener(condition -> {
                    if (condition.getRemainingTimeInMS() <= 0) {
                        System.err.println(describe("is late"));
                    }
                })
                .until(() -> hasPrinted(text));
    }

    /** Waits until the process has printed a line with this text or has ended, and returns whether it runs. */
    public boolean awaitOutputOrEnd(String text, Duration atMost) {
        Awaitility.await(name + " to print '" + text + "' or to end")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> hasPrinted(text) || !process.isAlive());
        return process.isAlive();
    }

    private boolean hasPrinted(String text) {
        synchronized (lines) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }
    }

    private String describe(String what) {
        String exit = process.isAlive() ? "" : " with exit code " + process.exitValue();
        return name + " " + what + exit + "; its output:\n" + output();
    }

    /** Waits for the end of the process and returns its exit code. */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(describe("did not end within " + atMost));
            }
            reader.join(CLEAN_END.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Returns whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns the processes that it started itself. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        awaitExit(CLEAN_END);
    }

    /** Asks it to end (SIGTERM), and waits until it did; what it prints meanwhile is kept, which Process would cut off. */
    public void stop() {
        process.toHandle().destroy();
        awaitExit(CLEAN_END);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit(CLEAN_END);
    }
}
