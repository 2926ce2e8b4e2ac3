package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.RequestAction;
import io.tollgate.event.RequestEvent;
import io.tollgate.event.RequestOutcome;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes in the topics of resources, in one order with all other instances. A change is judged by the resources as
 * they are while nobody else can change them: {@link Turns} says how. Who lost the turn takes it again, reads what the
 * others wrote, and judges again. Thread-safe.
 *
 * <p>A turn is kept from change to change. What is judged then may lack what somebody else wrote since; but that one took
 * the turn to do so, and the change cannot be committed.
 */
public final class ResourceLog implements ResourceChanges, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MS = 10;

    private final Turns turns;
    private final ResourceView resources;
    private final Follower follower;
    private final Requests requests;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock(true);
    private boolean taken;
    private long written;

    /** Who keeps the resources as the topic has them. */
    interface Follower {
        /** Returns what completes when they have all that is in the topic by now. */
        CompletableFuture<Void> caughtUp();

        /** Returns what completes when they have all before a position. */
        CompletableFuture<Void> reached(long position);
    }

    /** The requests that may come again. */
    interface Requests {
        /** Returns a request that is remembered; null if there is none. */
        @Nullable RequestEvent find(String key, Instant now);

        /** Returns the keys of requests that are to be forgotten where another one is remembered. */
        List<String> forgettable(Instant now);
    }

    ResourceLog(Turns turns, ResourceView resources, Follower follower, Requests requests, InstantSource clock) {
        this.turns = requireNonNull(turns, "turns");
        this.resources = requireNonNull(resources, "resources");
        this.follower = requireNonNull(follower, "follower");
        this.requests = requireNonNull(requests, "requests");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Returns the log of a Kafka.
     *
     * @param store what is read
     * @param follower keeps the store and the requests, and must be started
     */
    public static ResourceLog of(
            KafkaClientConfig kafka,
            Topics topics,
            ResourceStore store,
            ResourceFollower follower,
            RequestMemory requests,
            InstantSource clock) {
        return new ResourceLog(
                new KafkaTurns(kafka, topics),
                store,
                new Follower() {
                    @Override
                    public CompletableFuture<Void> caughtUp() {
                        return follower.caughtUp();
                    }

                    @Override
                    public CompletableFuture<Void> reached(long position) {
                        return follower.reached(position);
                    }
                },
                requests,
                clock);
    }

    @Override
    public List<Revision> tryOut(Edit edit) {
        await(follower.caughtUp(), "read");
        return edit.on(resources, clock.instant());
    }

    @Override
    public List<Revision> make(Edit edit) {
        if (makeLocked(edit, null) instanceof Outcome.Made made) {
            return made.revisions();
        }
        throw new IllegalStateException("nobody named this request");
    }

    @Override
    public Outcome make(Edit edit, RepeatableRequest request) {
        return makeLocked(edit, requireNonNull(request, "request"));
    }

    private Outcome makeLocked(Edit edit, @Nullable RepeatableRequest request) {
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ResourcesUnavailableException("too many changes are under way; nothing was changed", null);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            return makeInTurn(edit, request);
        } catch (InterruptException e) {
            taken = false;
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private Outcome makeInTurn(Edit edit, @Nullable RepeatableRequest request) {
        List<Revision> lost = List.of();
        for (int attempt = 1; ; attempt++) {
            takeTurn();
            Instant now = clock.instant();
            RequestEvent before = request == null ? null : requests.find(request.key(), now);
            if (request != null && before != null) {
                return repeated(request, before);
            }
            if (!lost.isEmpty() && lost.stream().allMatch(this::isThere)) {
                return new Outcome.Made(lost); // committed before the turn was lost: only the answer is missing
            }
            List<Revision> revisions = edit.on(resources, now);
            List<Revision> changes = revisions.stream().filter(Revision::isNew).toList();
            if (changes.isEmpty()) {
                return new Outcome.Made(revisions);
            }
            try {
                written = write(changes, request == null ? List.of() : remembered(request, revisions, now));
                await(follower.reached(written), "read back");
                return new Outcome.Made(revisions);
            } catch (Turns.TurnLostException e) {
                LOG.debug("somebody else changes resources", e);
                taken = false;
                lost = revisions;
                if (attempt == ATTEMPTS) {
                    throw new ResourcesUnavailableException(
                            "other instances change resources all the time; asking again is safe", e);
                }
                giveWay(attempt);
            }
        }
    }

    private static Outcome repeated(RepeatableRequest request, RequestEvent before) {
        if (!before.getDigest().equals(request.digest())) {
            throw new RequestReusedException();
        }
        return new Outcome.Repeated(before.getOutcomes().stream()
                .map(outcome -> new Outcome.Done(
                        outcome.getRevision(),
                        Revision.Action.valueOf(outcome.getAction().name())))
                .toList());
    }

    private List<RequestRecord> remembered(RepeatableRequest request, List<Revision> revisions, Instant now) {
        List<RequestOutcome> outcomes = revisions.stream()
                .map(revision -> new RequestOutcome(
                        revision.number(),
                        RequestAction.valueOf(revision.action().name())))
                .toList();
        List<RequestRecord> records = new ArrayList<>();
        requests.forgettable(now).forEach(key -> records.add(new RequestRecord(key, null)));
        records.add(new RequestRecord(request.key(), new RequestEvent(request.digest(), now.toEpochMilli(), outcomes)));
        return records;
    }

    /** Two who take the turn from each other at once would do so for ever if neither waited. */
    private static void giveWay(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MS << attempt));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Lets nobody else write until a commit fails, and reads all that was written before. */
    private void takeTurn() {
        if (!taken) {
            turns.take();
            taken = true;
            written = 0; // the topic may be another one since
        }
        try {
            await(follower.reached(written), "read back");
            await(follower.caughtUp(), "read");
        } catch (ResourcesUnavailableException e) {
            taken = false;
            throw e;
        }
    }

    private long write(List<Revision> changes, List<RequestRecord> records) throws Turns.TurnLostException {
        try {
            return turns.write(changes, records);
        } catch (ResourcesUnavailableException e) {
            taken = false;
            throw e;
        }
    }

    private boolean isThere(Revision revision) {
        StoredResource stored = resources.find(revision.id());
        if (revision.resource() == null) {
            return stored == null && resources.revision(revision.id()) == revision.number();
        }
        return stored != null && Revision.of(stored, revision.action()).equals(revision);
    }

    private static void await(CompletableFuture<Void> reached, String what) {
        try {
            reached.get(READ.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            reached.cancel(false);
            throw new ResourcesUnavailableException(
                    "cannot " + what + " the topic of resources: no answer from Kafka in time", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ResourcesUnavailableException interrupted(@Nullable Throwable e) {
        Thread.currentThread().interrupt();
        return new ResourcesUnavailableException("this instance stops", e);
    }

    /** Gives up the turn; a change that is under way fails. */
    @Override
    public void close() {
        turns.close();
    }
}
