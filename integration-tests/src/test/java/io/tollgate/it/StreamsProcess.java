package io.tollgate.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The streams app in a process of its own, started as {@code tollgate streams}. */
final class StreamsProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private final Path data;
    private final String bootstrapServers;
    private final String topicPrefix;
    private final Map<String, String> environment;
    private ChildProcess process;

    private StreamsProcess(Path data, String bootstrapServers, String topicPrefix, Map<String, String> environment) {
        this.data = data;
        this.bootstrapServers = bootstrapServers;
        this.topicPrefix = topicPrefix;
        this.environment = environment;
        this.process = launch();
    }

    /** Starts it; returns when it accounts hits. */
    static StreamsProcess start(Path data, String bootstrapServers, String topicPrefix) {
        return start(data, bootstrapServers, topicPrefix, Map.of());
    }

    /** Starts it with settings more; returns when it accounts hits. */
    static StreamsProcess start(
            Path data, String bootstrapServers, String topicPrefix, Map<String, String> environment) {
        return new StreamsProcess(data, bootstrapServers, topicPrefix, environment);
    }

    private ChildProcess launch() {
        ChildProcess launched = ChildProcess.tollgate(
                "streams",
                List.of(
                        "streams",
                        "--data",
                        data.toString(),
                        "--bootstrap-servers",
                        bootstrapServers,
                        "--topic-prefix",
                        topicPrefix,
                        "--partitions",
                        "4"),
                environment);
        launched.awaitOutput("Ready", START);
        return launched;
    }

    /** Starts it again on the same data, after {@link #kill} or {@link #stop}. */
    void restart() {
        process = launch();
    }

    /** Ends the process at once (SIGKILL). */
    void kill() {
        process.kill();
    }

    /** Asks the process to end (SIGTERM), and waits until it did. */
    void stop() {
        process.stop();
    }

    /** Waits until it has ended by itself, and returns its exit code. */
    int awaitExit() {
        return process.awaitExit(START);
    }

    /** Returns what it printed. */
    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
