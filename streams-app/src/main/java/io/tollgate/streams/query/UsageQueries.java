package io.tollgate.streams.query;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.time.WallClock;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.streams.query.ReplicaLocations.Place;
import io.tollgate.streams.usage.Progress;
import io.tollgate.streams.usage.StoredUsage;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instance that keeps a counter and lets it answer: the one that accounts its hits, or else one that follows.
 * A counter that no copy knows and one that is not known here and now are two things: the first is an answer without
 * windows, the second an exception, never a zero. Thread-safe.
 */
public final class UsageQueries implements AutoCloseable {

    /** Where instances answer each other and everyone else. */
    public static final String PATH = "/v1/usage";

    /** Names the copy that an instance asks another for, which then asks nobody else. */
    public static final String COPY_HEADER = "Tollgate-Copy";

    /** While instances come and go, who keeps what is settled in moments. */
    private static final int ATTEMPTS = 3;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final UsageReplicas replicas;
    private final RemoteInstances instances;
    private final Instance self;
    private final WallClock clock;

    /** @param self as the others know this instance */
    UsageQueries(UsageReplicas replicas, RemoteInstances instances, Instance self, WallClock clock) {
        this.replicas = requireNonNull(replicas, "replicas");
        this.instances = requireNonNull(instances, "instances");
        this.self = requireNonNull(self, "self");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Returns the queries of an instance.
     *
     * @param streams its usage application, which must outlive this
     * @param self as the others know this instance: its {@code application.server}
     * @param tls how HTTP of all instances is secured, null for plain text
     */
    public static UsageQueries of(
            KafkaStreams streams, KafkaClientConfig kafka, Topics topics, Instance self, @Nullable TlsSettings tls) {
        return new UsageQueries(
                StreamsReplicas.of(streams, kafka, topics.hits().name()),
                new HttpRemoteInstances(tls),
                self,
                WallClock.system());
    }

    /**
     * Returns the answer of whichever instance has it, as JSON. Takes up to some seconds.
     *
     * @throws UsageUnavailableException if none answers in time, or all that do are too far behind
     */
    public String fromAnywhere(UsageRequest request) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return fromAnyCopy(request);
            } catch (UsageUnavailableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                clock.sleepUntil(clock.instant().plus(PAUSE));
            }
        }
    }

    private String fromAnyCopy(UsageRequest request) {
        StringJoiner reasons = new StringJoiner("; ");
        ReplicaLocations locations = replicas.locationsOf(request.key());
        for (Place place : locations.places()) {
            try {
                return place.instance().equals(self)
                        ? fromHere(request, locations.partition(), place.replica())
                        : instances.ask(place.instance(), request, place.replica());
            } catch (UsageUnavailableException e) {
                reasons.add(place.replica().id() + " at " + place.instance() + ": " + e.getMessage());
            }
        }
        throw new UsageUnavailableException(reasons.toString());
    }

    /**
     * Returns the answer of the copy that is here, as JSON.
     *
     * @throws UsageUnavailableException if it is not here, cannot be read now, or is too far behind
     */
    public String fromHere(UsageRequest request, Replica replica) {
        return fromHere(request, replicas.locationsOf(request.key()).partition(), replica);
    }

    private String fromHere(UsageRequest request, int partition, Replica replica) {
        Instant asked = clock.instant();
        OptionalLong end = endOffset(partition); // before the copy is read: what it has then is no less than that
        StoredUsage stored = replicas.read(request.key(), partition, replica);
        Instant asOf = asOf(stored.progress(), end, asked);
        Duration age = Duration.between(asOf, asked);
        if (age.compareTo(request.maxAge()) > 0) {
            throw new UsageUnavailableException("what is accounted is " + age.toSeconds()
                    + " s behind (expected: at most " + request.maxAge().toSeconds() + " s, "
                    + UsageRequest.MAX_AGE + " sets it)");
        }
        return UsageAnswer.of(request, stored.windows(), replica, asOf, age, self.toString())
                .toJson();
    }

    private static Instant asOf(@Nullable Progress progress, OptionalLong end, Instant asked) {
        long nextOffset = progress == null ? 0 : progress.nextOffset();
        if (end.isPresent() && nextOffset >= end.getAsLong()) {
            return asked;
        }
        if (progress == null) {
            throw new UsageUnavailableException("nothing is accounted yet");
        }
        Instant latest = Instant.ofEpochMilli(progress.recordMillis());
        return latest.isAfter(asked) ? asked : latest;
    }

    /** Without it the age is what the copy itself says: too high where nothing came since, never too low. */
    private OptionalLong endOffset(int partition) {
        try {
            return OptionalLong.of(replicas.endOffset(partition));
        } catch (UsageUnavailableException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        instances.close();
        replicas.close();
    }
}
