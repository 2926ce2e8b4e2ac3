package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Customer;
import io.tollgate.resource.Applying;
import io.tollgate.resource.HistoryFollower;
import io.tollgate.resource.HistoryStore;
import io.tollgate.resource.Outcome;
import io.tollgate.resource.RejectedDocumentsException;
import io.tollgate.resource.RepeatableRequest;
import io.tollgate.resource.RequestMemory;
import io.tollgate.resource.ResourceFollower;
import io.tollgate.resource.ResourceLog;
import io.tollgate.resource.ResourceRecords;
import io.tollgate.resource.ResourceStore;
import io.tollgate.resource.Revision;
import io.tollgate.resource.Signed;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.streams.StreamsApp;
import io.tollgate.streams.StreamsAppConfig;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.TopicProvisioner;
import io.tollgate.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that change resources at once, by a real broker's turns. */
final class ResourcesIT {

    private static final Topics TOPICS = new Topics("it.");
    private static final Signed NOBODY = new Signed("", "");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** One instance. */
    private static final class Site implements AutoCloseable {
        private final ResourceStore store;
        private final ResourceFollower follower;
        private final ResourceLog log;

        Site(EmbeddedKafka kafka, Path folder) {
            KafkaClientConfig config = KafkaClientConfig.of(kafka.bootstrapServers());
            store = new ResourceStore(folder, 1 << 20);
            RequestMemory requests = new RequestMemory(store);
            follower = ResourceFollower.of(config, TOPICS, store, requests);
            log = ResourceLog.of(config, TOPICS, store, follower, requests, Clock.systemUTC());
            follower.start();
        }

        @Override
        public void close() {
            log.close();
            follower.close();
            store.close();
        }
    }

    private EmbeddedKafka kafka() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        try (Admin admin =
                Admin.create(KafkaClientConfig.of(kafka.bootstrapServers()).admin(Map.of()))) {
            new TopicProvisioner(admin, 30_000).ensure(TOPICS, 2);
        }
        return kafka;
    }

    private static Applying customer(String key, String subject) throws JsonProcessingException {
        return Applying.all(
                List.of((ObjectNode) MAPPER.readTree(
                        "{\"kind\":\"Customer\",\"key\":\"" + key + "\",\"subjects\":[\"" + subject + "\"]}")),
                NOBODY);
    }

    @Test
    void exactlyOneOfThoseWhoClaimASubjectAtTwoInstancesHasIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (EmbeddedKafka kafka = kafka();
                Site one = new Site(kafka, folder.resolve("one"));
                Site other = new Site(kafka, folder.resolve("other"))) {
            List<Future<Boolean>> claims = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Site site = i % 2 == 0 ? one : other;
                Applying claim = customer("c" + i, "s" + i / 4);
                claims.add(threads.submit(() -> {
                    try {
                        site.log.make(claim);
                        return true;
                    } catch (RejectedDocumentsException e) {
                        return false;
                    }
                }));
            }
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < claims.size(); i++) {
                if (claims.get(i).get(120, TimeUnit.SECONDS)) {
                    winners.add(i);
                }
            }

            assertThat(winners.stream().map(winner -> winner / 4))
                    .as("one winner for each subject: %s", winners)
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            one.log.tryOut((resources, now) -> List.of());
            for (int winner : winners) {
                assertThat(one.store.customerOf("s" + winner / 4)).isEqualTo("c" + winner);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothingIsLeftOfAWriterThatDiesBeforeItsCommitOrWritesAfterItLostItsTurn() throws Exception {
        try (EmbeddedKafka kafka = kafka();
                Site one = new Site(kafka, folder.resolve("one"));
                KafkaProducer<byte[], byte[]> dying = producer(kafka)) {
            dying.initTransactions();
            dying.beginTransaction();
            Customer customer = new Customer("dead", List.of("s"), Map.of());
            byte[] value = EventCodec.RESOURCES.encode(ResourceRecords.event(
                    new Revision(customer.id(), 1, customer, Instant.EPOCH, "", "", Revision.Action.CREATED)));
            dying.send(new ProducerRecord<>(TOPICS.resources().name(), ResourceRecords.key(customer.id()), value))
                    .get(10, TimeUnit.SECONDS);

            assertThat(one.log.make(customer("alive", "s")))
                    .extracting(Revision::action)
                    .containsExactly(Revision.Action.CREATED);

            assertThat(one.store.find(customer.id())).isNull();
            assertThat(one.store.customerOf("s")).isEqualTo("alive");
            assertThatThrownBy(dying::commitTransaction).isInstanceOf(KafkaException.class);
            one.log.tryOut((resources, now) -> List.of());
            assertThat(one.store.find(customer.id())).isNull();
        }
    }

    @Test
    void theHistoryHasAllThatWasWrittenOnlyOnceThatIsCommitted() throws Exception {
        try (EmbeddedKafka kafka = kafka();
                HistoryStore store = new HistoryStore(folder.resolve("history"), 1 << 20);
                HistoryFollower follower =
                        new HistoryFollower(KafkaClientConfig.of(kafka.bootstrapServers()), TOPICS, store);
                KafkaProducer<byte[], byte[]> writing = producer(kafka)) {
            follower.start();
            writing.initTransactions();
            writing.beginTransaction();
            Customer customer = new Customer("acme", List.of(), Map.of());
            byte[] value = EventCodec.RESOURCES.encode(ResourceRecords.event(
                    new Revision(customer.id(), 1, customer, Instant.EPOCH, "", "", Revision.Action.CREATED)));
            byte[] key = ResourceRecords.historyKey(customer.id(), 1);
            writing.send(new ProducerRecord<>(TOPICS.resourceHistory().name(), key, value))
                    .get(10, TimeUnit.SECONDS);

            CompletableFuture<Void> all = follower.caughtUpWithAllWritten();
            assertThat(follower.caughtUp()).succeedsWithin(ANSWER);
            assertThat(follower.caughtUp()).succeedsWithin(ANSWER);
            assertThat(all).isNotDone();
            writing.commitTransaction();

            assertThat(all).succeedsWithin(ANSWER);
            assertThat(store.list(customer.id(), Integer.MAX_VALUE, 10)).hasSize(1);
        }
    }

    @Test
    void aRequestIsMadeOnceWhoeverIsAskedAgainAndWhateverWasLostOnTheWay() throws Exception {
        RepeatableRequest request = RepeatableRequest.of("k", List.of());
        Outcome expected = new Outcome.Repeated(List.of(new Outcome.Done(1, Revision.Action.CREATED)));
        try (EmbeddedKafka kafka = kafka()) {
            try (Site one = new Site(kafka, folder.resolve("one"));
                    Site other = new Site(kafka, folder.resolve("other"))) {
                assertThat(one.log.make(customer("a", "s"), request)).isInstanceOf(Outcome.Made.class);
                one.log.make(customer("a", "t"));

                assertThat(other.log.make(customer("a", "s"), request)).isEqualTo(expected);
                assertThat(one.log.make(customer("a", "s"), request)).isEqualTo(expected);
            }
            try (Site again = new Site(kafka, folder.resolve("one"));
                    Site without = new Site(kafka, folder.resolve("third"))) {
                assertThat(again.log.make(customer("a", "s"), request)).isEqualTo(expected);
                assertThat(without.log.make(customer("a", "s"), request)).isEqualTo(expected);
                assertThat(without.store.customerOf("t")).isEqualTo("a");
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                KafkaClientConfig.of(kafka.bootstrapServers())
                        .producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TOPICS.prefix() + "resources")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Test
    void theApiOfTheStreamsAppKeepsResourcesOverARestartAndTheLossOfItsFolder() throws Exception {
        try (EmbeddedKafka kafka = kafka()) {
            try (StreamsApp app = StreamsApp.start(config(kafka, "first"))) {
                awaitStatus(200, app, "GET", "customers", "");
                awaitStatus(201, app, "PUT", "customers/acme", "{\"subjects\":[\"s\"]}");
                awaitStatus(200, app, "GET", "customers/acme", "");
            }
            try (StreamsApp app = StreamsApp.start(config(kafka, "second"))) {
                awaitStatus(200, app, "GET", "customers/acme", "");
                awaitStatus(200, app, "GET", "customers/acme/history", "");
                awaitStatus(422, app, "PUT", "customers/globex", "{\"subjects\":[\"s\"]}");
            }
        }
    }

    private StreamsAppConfig config(EmbeddedKafka kafka, String name) {
        return StreamsAppConfig.of(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.prefix",
                TOPICS.prefix(),
                "topic.partitions",
                "2",
                "data.dir",
                folder.resolve(name).toString(),
                "http.host",
                "127.0.0.1",
                "http.port",
                "0",
                "admin.token",
                "secret"));
    }

    /** Until the topic is read the answer is 503. */
    private static void awaitStatus(int status, StreamsApp app, String method, String path, String body) {
        URI uri = URI.create("http://127.0.0.1:" + app.httpPort().orElseThrow() + "/v1/" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer secret")
                .method(method, BodyPublishers.ofString(body))
                .build();
        Awaitility.await(method + " " + path)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
                });
    }
}
