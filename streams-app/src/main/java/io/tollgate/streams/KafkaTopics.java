package io.tollgate.streams;

import io.tollgate.runtime.kafka.KafkaFailure;
import io.tollgate.topic.TopicMismatchException;
import io.tollgate.topic.TopicProvisioner;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Makes sure that Kafka can be reached and has the topics. */
final class KafkaTopics {

    private KafkaTopics() {}

    /**
     * Creates the topics that are absent.
     *
     * @return how many partitions {@code hits} has
     * @throws StreamsStartException if Kafka cannot be reached in time
     * @throws TopicMismatchException if a topic is there with settings that would lose counts
     */
    static int ensure(StreamsAppConfig config) {
        int timeoutMs = Math.toIntExact(config.startupTimeout().toMillis());
        Map<String, Object> settings = Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        try (Admin admin = Admin.create(config.kafka().admin(settings))) {
            return new TopicProvisioner(admin, timeoutMs).ensure(config.topics(), config.topicPartitions());
        } catch (TimeoutException e) {
            throw unreachable(config, "no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamsStartException("interrupted while the topics were created", e);
        } catch (IllegalStateException e) {
            if (isTimeout(e)) {
                throw unreachable(config, "no answer", e);
            }
            throw new StreamsStartException(
                    KafkaFailure.reason(e) + " (Kafka at " + config.kafka().bootstrapServers() + ")", e);
        } catch (KafkaException e) {
            throw unreachable(config, KafkaFailure.reason(e), e);
        }
    }

    private static boolean isTimeout(IllegalStateException failure) {
        Throwable call = failure.getCause();
        return call != null && call.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    private static StreamsStartException unreachable(StreamsAppConfig config, String reason, Exception cause) {
        return new StreamsStartException(
                "cannot reach Kafka at " + config.kafka().bootstrapServers() + " within "
                        + config.startupTimeout().toMillis() / 1000.0 + " s: " + reason
                        + "; start it, or set bootstrap.servers",
                cause);
    }
}
