package io.tollgate.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that are absent are created; topics by which counts would be lost are rejected. */
final class TopicProvisionerTest {

    private static final Topics TOPICS = new Topics("t.");

    private final FakeBroker broker = new FakeBroker();
    private final TopicProvisioner provisioner = new TopicProvisioner(broker.admin(), 1_000);

    private void create(Topics.Topic<?, ?> topic, int partitions, String name, String value) {
        Map<String, String> settings = new HashMap<>(topic.settings());
        settings.put(name, value);
        broker.create(topic.name(), partitions, settings);
    }

    private void create(Topics.Topic<?, ?> topic, int partitions) {
        broker.create(topic.name(), partitions, topic.settings());
    }

    @Test
    void createsWhatIsAbsentWithTheSettingsThatItsReadersRelyOn() throws Exception {
        assertThat(provisioner.ensure(TOPICS, 5)).isEqualTo(5);

        for (Topics.Topic<?, ?> topic : TOPICS.all()) {
            assertThat(broker.topics().get(topic.name()))
                    .isEqualTo(new FakeBroker.Topic(topic.partitions().orElse(5), topic.settings()));
        }
    }

    @Test
    void whatIsThereKeepsItsPartitionsAndTheOthersGetAsMany() throws Exception {
        create(TOPICS.hits(), 12);

        assertThat(provisioner.ensure(TOPICS, 5)).isEqualTo(12);

        assertThat(broker.topics().get(TOPICS.usage().name()))
                .isEqualTo(new FakeBroker.Topic(12, TOPICS.usage().settings()));
    }

    @Test
    void aSecondCallChangesNothing() throws Exception {
        provisioner.ensure(TOPICS, 5);
        Map<String, FakeBroker.Topic> before = Map.copyOf(broker.topics());

        assertThat(provisioner.ensure(TOPICS, 7)).isEqualTo(5);

        assertThat(broker.topics()).isEqualTo(before);
    }

    @Test
    void asksAgainWhereABrokerDoesNotKnowYetOfWhatWasJustCreated() throws Exception {
        broker.knowNothingFor(3);

        assertThat(provisioner.ensure(TOPICS, 5)).isEqualTo(5);
    }

    @Test
    void rejectsAUsageThatHasOtherPartitionsThanTheHits() {
        create(TOPICS.hits(), 4);
        create(TOPICS.usage(), 3);

        assertThatThrownBy(() -> provisioner.ensure(TOPICS, 4))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessage("topic t.hits has 4 partitions and t.usage has 3: they must have the same number, fixed at"
                        + " creation");
    }

    @Test
    void rejectsAdjustmentsInMoreThanOneOrder() {
        create(TOPICS.adjustments(), 2);

        assertThatThrownBy(() -> provisioner.ensure(TOPICS, 4))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessage("topic t.adjustments has 2 partitions (expected: 1, fixed at creation)");
    }

    @ParameterizedTest
    @CsvSource({"usage, delete, compact", "ledger, delete, compact", "hits, compact, delete"})
    void rejectsAnotherCleanupPolicy(String name, String found, String expected) {
        Topics.Topic<?, ?> topic = TOPICS.all().stream()
                .filter(candidate -> candidate.name().equals("t." + name))
                .findFirst()
                .orElseThrow();
        create(topic, 4, "cleanup.policy", found);

        assertThatThrownBy(() -> provisioner.ensure(TOPICS, 4))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessage("topic t." + name + " has cleanup.policy=" + found + " (expected: " + expected + ")");
    }

    @Test
    void rejectsARetentionThatIsShorterThanWhatIsCountedAgain() {
        create(TOPICS.hits(), 4, "retention.ms", "604800000");

        assertThatThrownBy(() -> provisioner.ensure(TOPICS, 4))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessage(
                        "topic t.hits has retention.ms=604800000 (expected: " + Topics.HITS_RETENTION.toMillis() + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "315360000000"})
    void takesALongerRetentionForTheOperatorsChoice(String retention) throws Exception {
        create(TOPICS.hits(), 4, "retention.ms", retention);

        assertThat(provisioner.ensure(TOPICS, 4)).isEqualTo(4);
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        create(TOPICS.hits(), 4, "cleanup.policy", "compact");
        create(TOPICS.usage(), 4, "cleanup.policy", "delete");

        assertThatThrownBy(() -> provisioner.ensure(TOPICS, 4))
                .hasMessageContaining("t.hits has cleanup.policy=compact")
                .hasMessageContaining("t.usage has cleanup.policy=delete");
    }
}
