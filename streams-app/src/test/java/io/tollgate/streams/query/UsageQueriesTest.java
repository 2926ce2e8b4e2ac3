package io.tollgate.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.model.CounterKey;
import io.tollgate.runtime.time.WallClock;
import io.tollgate.streams.usage.Progress;
import io.tollgate.streams.usage.StoredUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageQueriesTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instance SELF = new Instance("one", 8090);
    private static final Instance OTHER = new Instance("two", 8090);
    private static final UsageRequest REQUEST =
            UsageRequest.parse(Map.of("domain", "quota", "descriptor", "[{\"key\":\"customer\",\"value\":\"acme\"}]"));

    private final FakeCopies replicas = new FakeCopies();
    private final FakePeers instances = new FakePeers();
    private final FakeClock clock = new FakeClock();
    private final UsageQueries queries = new UsageQueries(replicas, instances, SELF, clock);

    private static final class FakeClock implements WallClock {
        private Instant now = NOW;

        @Override
        public void sleepUntil(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final class FakeCopies implements UsageReplicas {
        private final Map<Replica, StoredUsage> here = new HashMap<>();
        private @Nullable ReplicaLocations locations;
        private OptionalLong end = OptionalLong.of(100);
        private int placementsAsked;

        @Override
        public ReplicaLocations locationsOf(CounterKey key) {
            placementsAsked++;
            if (locations == null) {
                throw new UsageUnavailableException("being settled");
            }
            return locations;
        }

        @Override
        public StoredUsage read(CounterKey key, int partition, Replica replica) {
            StoredUsage held = here.get(replica);
            if (held == null) {
                throw new UsageUnavailableException("not here");
            }
            return held;
        }

        @Override
        public long endOffset(int partition) {
            return end.orElseThrow(() -> new UsageUnavailableException("Kafka is away"));
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static final class FakePeers implements RemoteInstances {
        private final Map<Replica, String> answers = new HashMap<>();
        private final List<String> asked = new ArrayList<>();

        @Override
        public String ask(Instance instance, UsageRequest request, Replica replica) {
            asked.add(replica + " at " + instance);
            String answer = answers.get(replica);
            if (answer == null) {
                throw new UsageUnavailableException("does not answer");
            }
            return answer;
        }
    }

    private static StoredUsage upTo(long nextOffset, Duration ago) {
        return new StoredUsage(new Progress(nextOffset, NOW.minus(ago).toEpochMilli()), List.of());
    }

    @Test
    void theInstanceThatAccountsTheHitsAnswersWithoutAskingAnyone() throws Exception {
        replicas.locations = new ReplicaLocations(3, SELF, List.of(OTHER));
        replicas.here.put(Replica.ACTIVE, upTo(100, Duration.ofHours(5)));

        assertThat(queries.fromAnywhere(REQUEST))
                .contains("\"as_of\":\"2026-11-25T12:00:00Z\",\"age_ms\":0,\"copy\":\"active\"")
                .contains("\"answered_by\":\"one:8090\"");
        assertThat(instances.asked).isEmpty();
    }

    @Test
    void whatIsNotAccountedYetMakesTheAnswerAsOldAsTheLastRecordThatIs() throws Exception {
        replicas.locations = new ReplicaLocations(3, SELF, List.of());
        replicas.here.put(Replica.ACTIVE, upTo(99, Duration.ofSeconds(7)));

        assertThat(queries.fromAnywhere(REQUEST)).contains("\"age_ms\":7000");
    }

    @Test
    void anAnswerThatIsTooOldIsNoAnswer() {
        replicas.locations = new ReplicaLocations(3, SELF, List.of());
        replicas.here.put(Replica.ACTIVE, upTo(99, Duration.ofSeconds(61)));

        assertThatThrownBy(() -> queries.fromAnywhere(REQUEST))
                .isInstanceOf(UsageUnavailableException.class)
                .hasMessageContaining("61 s behind (expected: at most 60 s, max_age sets it)");
    }

    @Test
    void aStoreThatAccountedNothingYetKnowsNoZero() {
        replicas.locations = new ReplicaLocations(3, SELF, List.of());
        replicas.here.put(Replica.ACTIVE, new StoredUsage(null, List.of()));

        assertThatThrownBy(() -> queries.fromAnywhere(REQUEST))
                .isInstanceOf(UsageUnavailableException.class)
                .hasMessageContaining("nothing is accounted yet");
    }

    @Test
    void aCounterOfAPartitionWithoutAnyRecordWasNotHit() throws Exception {
        replicas.locations = new ReplicaLocations(3, SELF, List.of());
        replicas.end = OptionalLong.of(0);
        replicas.here.put(Replica.ACTIVE, new StoredUsage(null, List.of()));

        assertThat(queries.fromAnywhere(REQUEST)).contains("\"age_ms\":0").contains("\"windows\":[]");
    }

    @Test
    void withoutKafkaTheAgeIsWhatTheCopyItselfSays() throws Exception {
        replicas.locations = new ReplicaLocations(3, SELF, List.of());
        replicas.end = OptionalLong.empty();
        replicas.here.put(Replica.ACTIVE, upTo(100, Duration.ofSeconds(9)));

        assertThat(queries.fromAnywhere(REQUEST)).contains("\"age_ms\":9000");
    }

    @Test
    void aStandbyHereAnswersWhenTheActiveOneElsewhereDoesNot() throws Exception {
        replicas.locations = new ReplicaLocations(3, OTHER, List.of(SELF));
        replicas.here.put(Replica.STANDBY, upTo(98, Duration.ofSeconds(2)));

        assertThat(queries.fromAnywhere(REQUEST)).contains("\"age_ms\":2000,\"copy\":\"standby\"");
        assertThat(instances.asked).containsExactly("ACTIVE at two:8090");
    }

    @Test
    void whatAnotherInstanceAnswersIsPassedOn() throws Exception {
        replicas.locations = new ReplicaLocations(3, OTHER, List.of(SELF));
        instances.answers.put(Replica.ACTIVE, "{}");

        assertThat(queries.fromAnywhere(REQUEST)).isEqualTo("{}");
    }

    @Test
    void asksAFewTimesWhoKeepsTheCounterAndThenSaysThatNobodyAnswers() {
        assertThatThrownBy(() -> queries.fromAnywhere(REQUEST))
                .isInstanceOf(UsageUnavailableException.class)
                .hasMessage("being settled");
        assertThat(replicas.placementsAsked).isEqualTo(3);
        assertThat(clock.now).isEqualTo(NOW.plusMillis(400));
    }

    @Test
    void anInstanceThatIsAskedByAnotherAsksNobody() {
        replicas.locations = new ReplicaLocations(3, OTHER, List.of(SELF));

        assertThatThrownBy(() -> queries.fromHere(REQUEST, Replica.STANDBY))
                .isInstanceOf(UsageUnavailableException.class)
                .hasMessage("not here");
        assertThat(instances.asked).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertThatThrownBy(() -> UsageRequest.parse(Map.of("domain", "quota")))
                .isInstanceOf(UsageRequestException.class)
                .hasMessageStartingWith("descriptor: missing");
        assertThatThrownBy(() -> UsageRequest.parse(Map.of("domain", "quota", "descriptor", "[{\"key\":\"k\"}]")))
                .isInstanceOf(UsageRequestException.class)
                .hasMessageContaining("value: missing");
        assertThatThrownBy(() -> UsageRequest.parse(Map.of("domain", "quota", "descriptor", "[]")))
                .isInstanceOf(UsageRequestException.class)
                .hasMessageContaining("no entries");
        assertThatThrownBy(() -> UsageRequest.parse(Map.of("domain", "quota", "descriptor", "acme")))
                .isInstanceOf(UsageRequestException.class)
                .hasMessageStartingWith("descriptor: ");
    }
}
