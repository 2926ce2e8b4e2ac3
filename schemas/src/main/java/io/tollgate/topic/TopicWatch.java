package io.tollgate.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices within seconds that a topic is deleted while it is used, which clients do not say: they wait for it. A thread
 * of its own asks Kafka every two seconds; a Kafka that does not answer says nothing of its topics. Thread-safe.
 */
public final class TopicWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final long INTERVAL_MS = 2_000;
    private static final int CALL_TIMEOUT_MS = 5_000;

    private final Map<String, Object> settings;
    private final List<String> topics;
    private final Consumer<String> listener;
    private final TopicLooks looks = new TopicLooks();
    private final Thread thread = new Thread(this::run, "topic-watch");
    private volatile Set<String> missing = Set.of();

    /**
     * @param kafka settings of every Kafka client, at least {@code bootstrap.servers}
     * @param listener told once of each topic that was deleted, from the watching thread, in a text for people
     */
    public TopicWatch(Map<String, Object> kafka, Topics topics, Consumer<String> listener) {
        settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
        this.topics = topics.all().stream().<String>map(Topics.Topic::name).toList();
        this.listener = listener;
        thread.setDaemon(true);
    }

    /** Starts to watch. Topics that are missing by now are not noticed. */
    public void start() {
        thread.start();
    }

    /** Returns the topics that were deleted and are not there again. */
    public Set<String> missing() {
        return missing;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                watch();
                Thread.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns only where the client cannot be made, which it cannot while the names of brokers have no addresses. */
    private void watch() throws InterruptedException {
        Admin admin;
        try {
            admin = Admin.create(settings);
        } catch (KafkaException e) {
            LOG.debug("Topics cannot be watched yet", e);
            return;
        }
        try {
            while (true) {
                look(admin);
                Thread.sleep(INTERVAL_MS);
            }
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private void look(Admin admin) throws InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                TopicDescription described = asked.getValue().get(CALL_TIMEOUT_MS, TimeUnit.MILLISECONDS);
                ids.put(asked.getKey(), described.topicId().toString());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    ids.put(asked.getKey(), TopicLooks.MISSING);
                }
            } catch (TimeoutException e) {
                return; // the others would take as long
            }
        }
        List<String> news = looks.look(ids);
        missing = looks.missing();
        news.forEach(listener);
    }

    /** Ends watching; does not wait for Kafka. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
