package io.tollgate.resource;

import static io.tollgate.resource.Documents.ACME;
import static io.tollgate.resource.Documents.applying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.RequestEvent;
import io.tollgate.plan.Customer;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.topic.EventCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoresTest {

    @TempDir
    Path folder;

    private final HeapResources written = new HeapResources();
    private long offset;

    private void write(ResourceStore store, String... documents) {
        for (Revision revision : written.make(applying(documents))) {
            store.take(revision.id(), EventCodec.RESOURCES.encode(ResourceRecords.event(revision)), ++offset);
        }
    }

    private static List<String> list(ResourceStore store, @Nullable String after, int most) {
        return store.list(ResourceKind.CUSTOMER, after, most, any -> true).stream()
                .map(stored -> stored.resource().id().id())
                .toList();
    }

    @Test
    void listsByNameAndGoesOnBehindOne() {
        try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
            write(
                    store,
                    "{kind: 'Customer', key: 'b'}",
                    "{kind: 'Customer', key: 'a'}",
                    "{kind: 'Customer', key: 'c'}");
            written.make(new Deleting(Customer.idOf("b"), Precondition.NONE, new Signed("", "")))
                    .forEach(revision -> store.take(
                            revision.id(), EventCodec.RESOURCES.encode(ResourceRecords.event(revision)), ++offset));

            assertThat(list(store, null, 10)).containsExactly("a", "c");
            assertThat(list(store, "a", 10)).containsExactly("c");
            assertThat(list(store, "b", 10)).containsExactly("c");
            assertThat(list(store, null, 1)).containsExactly("a");
            assertThat(list(store, "c", 1)).isEmpty();
        }
    }

    @Test
    void hasWhatItHadAfterItWasOpenedAgainAndNothingOfATopicThatWasMadeAnew() {
        try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
            store.table().restart("topic-1");
            write(store, ACME);
        }
        try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
            assertThat(store.customerOf("key-a")).isEqualTo("acme");
            assertThat(store.table().topicId()).isEqualTo("topic-1");
            assertThat(store.table().nextOffset()).hasValue(1);

            store.table().restart("topic-2");

            assertThat(store.find(Customer.idOf("acme"))).isNull();
            assertThat(store.customerOf("key-a")).isNull();
            assertThat(store.table().nextOffset()).isEmpty();
        }
    }

    @Test
    void keepsWhatItHadWhereARecordCannotBeRead() {
        try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
            write(store, ACME);

            assertThatThrownBy(() -> store.take(Customer.idOf("acme"), new byte[] {1, 2, 3}, 9))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(store.find(Customer.idOf("acme"))).isNotNull();
        }
    }

    @Test
    void tellsTheHistoryOfOneResourceFromTheNewestOn() {
        try (HistoryStore history = new HistoryStore(folder, 1 << 20)) {
            for (String key : List.of("acme", "acme2", "acm")) {
                for (int revision = 1; revision <= 300; revision++) {
                    ResourceId id = Customer.idOf(key);
                    history.take(
                            ResourceRecords.historyKey(id, revision),
                            EventCodec.RESOURCES.encode(ResourceRecords.event(new Revision(
                                    id, revision, null, HeapResources.NOW, "ann", "", Revision.Action.DELETED))),
                            ++offset);
                }
            }

            assertThat(history.list(Customer.idOf("acme"), Integer.MAX_VALUE, 1_000))
                    .extracting(HistoryStore.Entry::revision)
                    .hasSize(300)
                    .startsWith(300, 299)
                    .endsWith(2, 1);
            assertThat(history.list(Customer.idOf("acme"), 256, 2))
                    .containsExactly(
                            new HistoryStore.Entry(255, null, HeapResources.NOW.toEpochMilli(), "ann", ""),
                            new HistoryStore.Entry(254, null, HeapResources.NOW.toEpochMilli(), "ann", ""));
            assertThat(history.list(Customer.idOf("acme"), 1, 2)).isEmpty();
            assertThat(history.list(Customer.idOf("ac"), Integer.MAX_VALUE, 2)).isEmpty();
        }
    }

    private static String name(int number) {
        return "%064d".formatted(number);
    }

    /** Remembers a request as whoever writes the topic does: with it, some are forgotten. */
    private void remember(RequestMemory requests, int number, Instant at) {
        requests.forgettable(at).forEach(key -> requests.take(key, null, ++offset));
        byte[] value = EventCodec.REQUESTS.encode(new RequestEvent("d", at.toEpochMilli(), List.of()));
        requests.take(name(number), value, ++offset);
        requests.take(name(number), value, offset); // read again after a crash
    }

    @Test
    void remembersRequestsForADay() {
        try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
            RequestMemory requests = new RequestMemory(store, 100);
            remember(requests, 1, HeapResources.NOW);
            Instant almost =
                    HeapResources.NOW.plus(RepeatableRequest.REMEMBERED).minusMillis(1);

            assertThat(requests.find(name(1), almost)).isNotNull();
            assertThat(requests.find(name(1), almost.plusMillis(1))).isNull();
            assertThat(requests.find(name(2), HeapResources.NOW)).isNull();

            remember(requests, 2, almost.plusMillis(1));
            assertThat(requests.find(name(1), HeapResources.NOW))
                    .as("forgotten with the next one")
                    .isNull();
            assertThat(requests.find(name(2), almost)).isNotNull();
        }
    }

    @Test
    void forgetsTheOldestOfTooManyRequestsAlsoAfterItWasOpenedAgain() {
        for (int round = 0; round < 2; round++) {
            try (ResourceStore store = new ResourceStore(folder, 1 << 20)) {
                RequestMemory requests = new RequestMemory(store, 5);
                for (int i = 0; i < 10; i++) {
                    int number = round * 10 + i;
                    remember(requests, number, HeapResources.NOW.plusSeconds(number));
                }
                int last = round * 10 + 9;

                assertThat(IntStream.rangeClosed(0, last)
                                .filter(number -> requests.find(name(number), HeapResources.NOW) != null))
                        .containsExactly(last - 4, last - 3, last - 2, last - 1, last);
            }
        }
    }
}
