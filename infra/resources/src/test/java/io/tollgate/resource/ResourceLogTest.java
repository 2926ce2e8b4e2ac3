package io.tollgate.resource;

import static io.tollgate.resource.Documents.ACME;
import static io.tollgate.resource.Documents.GOLD;
import static io.tollgate.resource.Documents.applying;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.RequestEvent;
import io.tollgate.plan.Customer;
import io.tollgate.resource.Revision.Action;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several logs at one topic in memory, which gives the turn as Kafka does. */
final class ResourceLogTest {

    private static final Signed NOBODY = new Signed("", "");

    /** What all instances share. */
    private static final class SharedTopic {
        private final List<Revision> committed = new ArrayList<>();
        private final Map<String, @Nullable RequestEvent> requests = new HashMap<>();
        private int turn;

        synchronized int take() {
            return ++turn;
        }

        synchronized long commit(int taken, List<Revision> revisions, List<RequestRecord> records)
                throws Turns.TurnLostException {
            if (taken != turn) {
                throw new Turns.TurnLostException(new IllegalStateException("fenced"));
            }
            committed.addAll(revisions);
            records.forEach(record -> requests.put(record.key(), record.event()));
            return committed.size();
        }

        synchronized List<Revision> from(int position) {
            return List.copyOf(committed.subList(position, committed.size()));
        }
    }

    /** What becomes of the next write. */
    private enum Fate {
        WORKS,
        LOSES_THE_ANSWER_AND_THE_TURN,
        LOSES_THE_ANSWER
    }

    /** One instance: its turns, and a follower that reads when somebody asks. */
    private static final class Site implements Turns, ResourceLog.Follower, ResourceLog.Requests {
        private final SharedTopic topic;
        private final HeapResources resources = new HeapResources();
        private final ResourceLog log;
        private Fate fate = Fate.WORKS;
        private Runnable beforeWrite = () -> {};
        private boolean reads = true;
        private int position;
        private int taken = -1;
        private int turns;

        private Site(SharedTopic topic) {
            this.topic = topic;
            this.log = new ResourceLog(this, resources, this, this, InstantSource.fixed(HeapResources.NOW));
        }

        @Override
        public void take() {
            turns++;
            taken = topic.take();
        }

        @Override
        public long write(List<Revision> revisions, List<RequestRecord> requests) throws TurnLostException {
            Runnable first = beforeWrite;
            beforeWrite = () -> {};
            first.run();
            long end = topic.commit(taken, revisions, requests);
            Fate now = fate;
            fate = Fate.WORKS;
            return switch (now) {
                case WORKS -> end;
                case LOSES_THE_ANSWER_AND_THE_TURN -> throw new TurnLostException(new IllegalStateException("fenced"));
                case LOSES_THE_ANSWER -> throw new ResourcesUnavailableException("no answer", null);
            };
        }

        @Override
        public @Nullable RequestEvent find(String key, Instant now) {
            return topic.requests.get(key);
        }

        @Override
        public List<String> forgettable(Instant now) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> caughtUp() {
            return reached(Long.MAX_VALUE);
        }

        @Override
        public CompletableFuture<Void> reached(long wanted) {
            if (!reads) {
                return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
            }
            List<Revision> news = topic.from(position);
            news.forEach(resources::take);
            position += news.size();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }

    private final SharedTopic topic = new SharedTopic();
    private final Site one = new Site(topic);
    private final Site other = new Site(topic);

    @Test
    void makesAChangeThatReadsSeeAtOnce() {
        List<Revision> made = one.log.make(applying(GOLD, ACME));

        assertThat(made).extracting(Revision::action).containsOnly(Action.CREATED);
        assertThat(one.resources.find(Customer.idOf("acme"))).isNotNull();
        assertThat(topic.committed).hasSize(2);
    }

    @Test
    void keepsTheTurnFromChangeToChange() {
        one.log.make(applying(GOLD));
        one.log.make(applying(ACME));

        assertThat(one.turns).isEqualTo(1);
    }

    @Test
    void writesNothingWhereNothingChanges() {
        one.log.make(applying(GOLD, ACME));

        assertThat(one.log.make(applying(GOLD, ACME)))
                .extracting(Revision::action)
                .containsOnly(Action.UNCHANGED);
        assertThat(topic.committed).hasSize(2);
    }

    @Test
    void triesOutWithoutWriting() {
        List<Revision> tried = one.log.tryOut(applying(GOLD));

        assertThat(tried).extracting(Revision::number).containsExactly(1);
        assertThat(topic.committed).isEmpty();
        assertThat(one.turns).isZero();
    }

    @Test
    void seesWhatAnotherInstanceDid() {
        one.log.make(applying(ACME));

        assertThatThrownBy(() -> other.log.make(applying("{kind: 'Customer', key: 'b', subjects: ['key-a']}")))
                .isInstanceOf(RejectedDocumentsException.class)
                .hasMessageContaining("subject of customer acme");
    }

    @Test
    void judgesAgainWhereAnotherInstanceWasFaster() {
        one.beforeWrite = () -> other.log.make(applying(ACME));

        assertThatThrownBy(() -> one.log.make(applying("{kind: 'Customer', key: 'b', subjects: ['key-a']}")))
                .isInstanceOf(RejectedDocumentsException.class);
        assertThat(topic.committed).extracting(Revision::id).containsExactly(Customer.idOf("acme"));
        assertThat(one.turns).isEqualTo(2);
    }

    @Test
    void letsTheSecondOfTwoEditorsAtTwoInstancesFail() {
        one.log.make(applying(ACME));
        Precondition first = new Precondition(OptionalInt.of(1), false);
        one.beforeWrite =
                () -> other.log.make(Applying.one(Documents.of(ACME.replace("key-b", "key-c")), first, NOBODY));

        assertThatThrownBy(
                        () -> one.log.make(Applying.one(Documents.of(ACME.replace("key-b", "key-d")), first, NOBODY)))
                .isInstanceOf(PreconditionFailedException.class);
    }

    @Test
    void knowsItsOwnChangeWhereOnlyTheAnswerWasLost() {
        one.fate = Fate.LOSES_THE_ANSWER_AND_THE_TURN;

        List<Revision> made =
                one.log.make(Applying.one(Documents.of(ACME), new Precondition(OptionalInt.empty(), true), NOBODY));

        assertThat(made).extracting(Revision::action).containsExactly(Action.CREATED);
        assertThat(topic.committed).hasSize(1);
    }

    @Test
    void saysThatItDoesNotKnowWhereKafkaGivesNoAnswerAndIsRightAgainLater() {
        one.fate = Fate.LOSES_THE_ANSWER;

        assertThatThrownBy(() -> one.log.make(applying(ACME))).isInstanceOf(ResourcesUnavailableException.class);
        assertThat(one.log.make(applying(ACME))).extracting(Revision::action).containsExactly(Action.UNCHANGED);
        assertThat(one.turns)
                .as("what became of it is known only in a new turn")
                .isEqualTo(2);
    }

    private static RepeatableRequest request(String name, String body) {
        return RepeatableRequest.of(name, List.of(body.getBytes(UTF_8)));
    }

    @Test
    void answersARequestThatComesAgainAsBeforeAtAnyInstanceAndWhateverWasChangedSince() {
        RepeatableRequest request = request("k", "b");
        one.log.make(applying(GOLD));
        Outcome first = one.log.make(applying(GOLD, ACME), request);
        one.log.make(applying(ACME.replace("key-b", "key-c")));

        Outcome second = other.log.make(applying(GOLD, ACME), request);

        assertThat(first).isInstanceOf(Outcome.Made.class);
        assertThat(second)
                .isEqualTo(new Outcome.Repeated(
                        List.of(new Outcome.Done(1, Action.UNCHANGED), new Outcome.Done(1, Action.CREATED))));
        assertThat(topic.committed).hasSize(3);
    }

    @Test
    void knowsARequestThatWasMadeWhereKafkaGaveNoAnswer() {
        RepeatableRequest request = request("k", "b");
        Edit edit = Applying.one(Documents.of(ACME), Precondition.ABSENT, NOBODY);
        one.fate = Fate.LOSES_THE_ANSWER;

        assertThatThrownBy(() -> one.log.make(edit, request)).isInstanceOf(ResourcesUnavailableException.class);

        assertThat(one.log.make(edit, request))
                .isEqualTo(new Outcome.Repeated(List.of(new Outcome.Done(1, Action.CREATED))));
    }

    @Test
    void makesARequestOnceThatComesToTwoInstancesAtTheSameTime() {
        RepeatableRequest request = request("k", "b");
        one.beforeWrite = () -> other.log.make(applying(ACME), request);

        Outcome outcome = one.log.make(applying(ACME), request);

        assertThat(outcome).isInstanceOf(Outcome.Repeated.class);
        assertThat(topic.committed).hasSize(1);
    }

    @Test
    void rejectsTheKeyOfAnotherRequest() {
        one.log.make(applying(ACME), request("k", "b"));

        assertThatThrownBy(() -> other.log.make(applying(GOLD), request("k", "c")))
                .isInstanceOf(RequestReusedException.class);
        assertThat(topic.committed).hasSize(1);
    }

    @Test
    void looksAgainAtARequestThatChangedNothing() {
        RepeatableRequest request = request("k", "b");
        one.log.make(applying(ACME));
        one.log.make(applying(ACME), request);
        one.log.make(applying(ACME.replace("key-b", "key-c")));

        Outcome outcome = one.log.make(applying(ACME), request);

        assertThat(((Outcome.Made) outcome).revisions())
                .extracting(Revision::action)
                .containsExactly(Action.CHANGED);
    }

    @Test
    void changesNothingWhileItCannotRead() {
        one.reads = false;

        assertThatThrownBy(() -> one.log.make(applying(ACME))).isInstanceOf(ResourcesUnavailableException.class);
        assertThatThrownBy(() -> one.log.tryOut(applying(ACME))).isInstanceOf(ResourcesUnavailableException.class);
        assertThat(topic.committed).isEmpty();
        one.reads = true;
        one.log.make(applying(ACME));
        assertThat(topic.committed).hasSize(1);
    }

    @Test
    void givesASubjectToOneOfManyWhoClaimItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Boolean>> claims = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Site site = i % 2 == 0 ? one : other;
            String customer = "{kind: 'Customer', key: 'c" + i + "', subjects: ['s" + i / 4 + "']}";
            claims.add(threads.submit(() -> {
                try {
                    site.log.make(applying(customer));
                    return true;
                } catch (RejectedDocumentsException e) {
                    return false;
                } catch (ResourcesUnavailableException e) {
                    return false; // the other one took the turn each time
                }
            }));
        }
        int won = 0;
        for (Future<Boolean> claim : claims) {
            won += claim.get(30, TimeUnit.SECONDS) ? 1 : 0;
        }
        threads.shutdownNow();

        assertThat(topic.committed).hasSize(won);
        assertThat(topic.committed.stream()
                        .flatMap(revision ->
                                ((Customer) java.util.Objects.requireNonNull(revision.resource())).subjects().stream()))
                .doesNotHaveDuplicates();
        assertThat(won).isPositive();
    }
}
