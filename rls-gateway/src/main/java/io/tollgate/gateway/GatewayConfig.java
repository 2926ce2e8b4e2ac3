package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.rls.ResponseOptions;
import io.tollgate.gateway.settings.AnswerSettings;
import io.tollgate.gateway.settings.GatewaySettings;
import io.tollgate.gateway.settings.ListenerSettings;
import io.tollgate.gateway.settings.StateSettings;
import io.tollgate.gateway.warmup.WarmUp;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.SettingSources;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a gateway. Immutable.
 *
 * @param listeners where is listened
 * @param limits where limits come from
 * @param answers what answers tell
 * @param kafka how Kafka is reached
 * @param reports how hits are reported
 * @param state where and how state is kept
 * @param observation what a gateway tells of itself
 * @param timing how long start and end take
 */
public record GatewayConfig(
        Listeners listeners,
        LimitSource limits,
        ResponseOptions answers,
        Kafka kafka,
        HitReporter.Settings reports,
        State state,
        Observation observation,
        Timing timing) {

    private static final Duration LAG = Duration.ofMillis(20);
    private static final int MAX_RECORDS_IN_FLIGHT = 20_000;
    private static final Duration WATERMARK_INTERVAL = Duration.ofSeconds(10);

    private static final String WARM_UP_FOLDER = "warm-up";

    public GatewayConfig {
        requireNonNull(listeners, "listeners");
        requireNonNull(limits, "limits");
        requireNonNull(answers, "answers");
        requireNonNull(kafka, "kafka");
        requireNonNull(reports, "reports");
        requireNonNull(state, "state");
        requireNonNull(observation, "observation");
        requireNonNull(timing, "timing");
    }

    /**
     * How Kafka is reached.
     *
     * @param clients what all clients are made of
     * @param partitionsIfAbsent partitions of topics that are created now
     */
    public record Kafka(KafkaClientConfig clients, Topics topics, int partitionsIfAbsent) {}

    /**
     * Where and how state is kept.
     *
     * @param copies how often totals that changed are copied and forced to disk: what a crash of the machine can take
     * @param eviction when counters leave the heap
     * @param meteredCountersMax how many counters of a domain are metered in an hour
     * @param usageCacheBytes memory for what is read of the usage of counters that are not on the heap
     * @param subjectsOnHeap how many subjects' subscriptions are on the heap
     */
    public record State(
            Path folder,
            Journal.Settings journal,
            AdaptiveInterval copies,
            CounterEvictor.Settings eviction,
            long meteredCountersMax,
            long usageCacheBytes,
            long subjectsOnHeap) {}

    /**
     * How long start and end take.
     *
     * @param longestWarmUp how long the gateway asks itself before health says SERVING, at the most
     * @param readyTimeout how long health stays NOT_SERVING at the start, at the most
     * @param drainDelay how long requests are still answered at the end while health says NOT_SERVING already
     */
    public record Timing(Duration longestWarmUp, Duration readyTimeout, Duration drainDelay) {}

    /** Returns how the gateway warms up. */
    WarmUp.Settings warmUp() {
        return new WarmUp.Settings(
                timing.longestWarmUp(), state.folder().resolve(WARM_UP_FOLDER), answers, observation.hits());
    }

    /**
     * Returns the configuration that the settings say, whatever the environment.
     *
     * @param settings by their names
     * @throws IllegalArgumentException with all problems at once
     */
    public static GatewayConfig of(Map<String, String> settings) {
        return fromEnvironment(Map.of(), settings);
    }

    /**
     * Returns the configuration from the environment and options; an option wins over the environment.
     *
     * @param env the setting {@code data.dir} is {@code TOLLGATE_DATA_DIR} and so on; what envoyproxy/ratelimit has too
     *     goes by its names, such as {@code GRPC_PORT}; other variables are left alone
     * @param options settings by their names
     * @throws IllegalArgumentException with all problems at once
     */
    public static GatewayConfig fromEnvironment(Map<String, String> env, Map<String, String> options) {
        return read(SettingSources.of(env, options));
    }

    /**
     * Returns the configuration that the sources say.
     *
     * @throws IllegalArgumentException with all problems at once
     */
    public static GatewayConfig read(SettingSources sources) {
        SettingValues values = SettingValues.read(sources, GatewaySettings.groups(), KafkaSettings.FAMILY);
        List<String> problems = new ArrayList<>(new TreeSet<>(values.problems()));
        problems.addAll(Listeners.conflicts(values));
        problems.addAll(LimitSource.conflicts(values));
        problems.addAll(Observation.conflicts(values));
        problems.addAll(KafkaClientConfig.problems(values));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("configuration of the gateway:\n  " + String.join("\n  ", problems));
        }
        return of(values);
    }

    private static GatewayConfig of(SettingValues values) {
        return new GatewayConfig(
                Listeners.of(values),
                LimitSource.of(values),
                new ResponseOptions(headers(values), values.get(AnswerSettings.DYNAMIC_METADATA)),
                new Kafka(
                        KafkaClientConfig.of(values),
                        new Topics(values.get(KafkaSettings.TOPIC_PREFIX)),
                        values.get(KafkaSettings.TOPIC_PARTITIONS).intValue()),
                reports(values),
                state(values),
                Observation.of(values),
                new Timing(
                        values.get(ListenerSettings.WARM_UP_MAX),
                        values.get(ListenerSettings.READY_TIMEOUT),
                        values.get(ListenerSettings.DRAIN_DELAY)));
    }

    private static ResponseOptions.@Nullable HeaderNames headers(SettingValues values) {
        return values.get(AnswerSettings.HEADERS)
                ? new ResponseOptions.HeaderNames(
                        values.get(AnswerSettings.LIMIT_HEADER),
                        values.get(AnswerSettings.REMAINING_HEADER),
                        values.get(AnswerSettings.RESET_HEADER))
                : null;
    }

    private static HitReporter.Settings reports(SettingValues values) {
        return new HitReporter.Settings(
                new AdaptiveInterval(
                        values.get(StateSettings.REPORT_AGE),
                        values.get(StateSettings.REPORT_AGE_MAX),
                        values.get(StateSettings.REPORTS_PER_SECOND).intValue()),
                values.get(StateSettings.REPORT_SPACING),
                LAG,
                MAX_RECORDS_IN_FLIGHT,
                WATERMARK_INTERVAL,
                values.get(StateSettings.LABEL));
    }

    private static State state(SettingValues values) {
        return new State(
                Path.of(values.get(StateSettings.DATA_DIR)),
                new Journal.Settings(
                        values.get(StateSettings.JOURNAL_MAX_BYTES),
                        values.get(StateSettings.ON_JOURNAL_FULL).equals("deny")),
                new AdaptiveInterval(
                        values.get(StateSettings.SYNC_INTERVAL),
                        values.get(StateSettings.SYNC_INTERVAL_MAX),
                        values.get(StateSettings.COPIES_PER_SECOND).intValue()),
                new CounterEvictor.Settings(
                        values.get(StateSettings.MAX_COUNTERS).intValue(), values.get(StateSettings.COUNTER_IDLE)),
                values.get(StateSettings.METERED_COUNTERS_MAX),
                values.get(StateSettings.USAGE_CACHE_BYTES),
                values.get(StateSettings.SUBJECTS_ON_HEAP));
    }
}
