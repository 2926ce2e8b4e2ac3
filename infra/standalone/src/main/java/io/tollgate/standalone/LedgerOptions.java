package io.tollgate.standalone;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that reads what Kafka has of the windows between two times. */
final class LedgerOptions {

    /** How options say what they take. */
    static final String SECONDS = "SECONDS";

    /** Put before the name of an option. */
    static final String PREFIX = "--";

    private static final String INSTANT = "INSTANT";
    private static final int LONGEST_SECONDS = 3600;

    @Option(
            names = PREFIX + Period.FROM,
            paramLabel = INSTANT,
            required = true,
            description = "Windows that begin earlier are left out. Such as 2026-03-01T00:00:00Z, or a date, which is"
                    + " its midnight in UTC.")
    private String from = "";

    @Option(
            names = PREFIX + Period.TO,
            paramLabel = INSTANT,
            required = true,
            description = "Windows that end later are left out.")
    private String to = "";

    @Mixin
    private final KafkaAddress kafka = new KafkaAddress();

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    @Option(
            names = "--timeout",
            paramLabel = SECONDS,
            defaultValue = "30",
            description = "How long Kafka may leave a question without an answer. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    /** Makes what reads a topic. */
    interface SourceFactory {
        TopicSource create(KafkaClientConfig kafka, Topics topics, Duration timeout);
    }

    /** Returns both times as they were written, by their names. */
    Map<String, String> times() {
        return Map.of(Period.FROM, from, Period.TO, to);
    }

    /**
     * Returns what lies between the times.
     *
     * @throws ParameterException if they are none
     */
    Period period(CommandLine command) {
        try {
            return Period.parse(from, to, PREFIX);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    /**
     * Returns what reads a topic; nothing is read yet.
     *
     * @throws ParameterException if an option cannot be
     * @throws SettingsException if a setting cannot be
     */
    TopicSource source(SourceFactory factory, CommandLine command, Map<String, String> environment) {
        Duration timeout = seconds(command, "--timeout", timeoutSeconds, 1);
        Settings settings = configFile.settings(environment);
        kafka.addTo(settings);
        SettingValues values = settings.kafkaValues();
        return factory.create(
                KafkaClientConfig.of(values), new Topics(values.get(KafkaSettings.TOPIC_PREFIX)), timeout);
    }

    /** Returns what an option says, if it is between the least and an hour. */
    static Duration seconds(CommandLine command, String option, int seconds, int least) {
        if (seconds < least || seconds > LONGEST_SECONDS) {
            throw new ParameterException(
                    command, option + ": " + seconds + " (expected: " + least + " to " + LONGEST_SECONDS + ")");
        }
        return Duration.ofSeconds(seconds);
    }
}
