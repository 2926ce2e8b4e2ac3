package io.tollgate.gateway.warmup;

import static java.util.Objects.requireNonNull;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.metrics.HitMetrics;
import io.tollgate.gateway.rls.RateLimitHandler;
import io.tollgate.gateway.rls.ResponseOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warm-up of a gateway that starts, in two steps:
 *
 * <ol>
 *   <li>{@link #look}, before the port opens: a few requests load the classes of an answer, so that the very first ones do
 *       not come later than Envoy waits. They have no hits, so nothing is counted or kept; the counter leaves the heap like
 *       any other.
 *   <li>{@link #rehearse}, before health says SERVING: many requests with hits go to a {@link Rehearsal} until the compiler
 *       has seen all that decides, counts, copies, reports, and reads usage.
 * </ol>
 */
public final class WarmUp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private static final Duration LONGEST_LOOK = Duration.ofMillis(300);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int QUICK_IN_A_ROW = 10;

    /** Few, so that who asks the gateway meanwhile waits behind no more than those. */
    private static final int AT_A_TIME = 8;

    /**
     * A method is compiled for good after 15,000 calls and loops by default ({@code Tier4CompileThreshold}), and most are
     * called once or twice for a request.
     */
    private static final int ENOUGH = 20_000;

    private final Settings settings;
    private final LongSupplier clock;
    private volatile boolean closed;
    private volatile String outcome = "not yet";

    /**
     * How a gateway warms up.
     *
     * @param longest how long a rehearsal takes at the most, zero for none
     * @param folder where a rehearsal keeps its state, removed before and after it
     * @param answers what answers of the gateway tell
     * @param hits how the gateway counts hits in its metrics
     */
    public record Settings(Duration longest, Path folder, ResponseOptions answers, HitMetrics.Settings hits) {

        public Settings {
            requireNonNull(longest, "longest");
            requireNonNull(folder, "folder");
            requireNonNull(answers, "answers");
            requireNonNull(hits, "hits");
        }
    }

    /** @param clock milliseconds since the Unix epoch */
    public WarmUp(Settings settings, LongSupplier clock) {
        this.settings = requireNonNull(settings, "settings");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Loads what answers, until answers come quickly, and for 300 ms or so at the longest; does nothing without a limit. */
    public static void look(RateLimitHandler handler, LimitTable limits) {
        WarmUpRequests.look(limits).ifPresent(request -> {
            try (OwnPort port = new OwnPort(handler, List.of(), LONGEST_LOOK)) {
                look(port.calls(), List.of(RateLimitCalls.call(request)));
            } catch (IOException e) {
                LOG.debug("The first answers may be slow", e);
            }
        });
    }

    private static void look(RateLimitCalls calls, List<byte[]> call) throws IOException {
        long begin = System.nanoTime();
        int quick = 0;
        while (quick < QUICK_IN_A_ROW && System.nanoTime() - begin < LONGEST_LOOK.toNanos()) {
            long asked = System.nanoTime();
            calls.send(call);
            quick = System.nanoTime() - asked < QUICK_NANOS ? quick + 1 : 0;
        }
    }

    /**
     * Has the compiler see the way of an answer, unless there is no limit or no compiler. A rehearsal that fails does no
     * harm but that the first answers are slow.
     *
     * @param limits those in force, null where there are none yet
     */
    public void rehearse(@Nullable LimitTable limits) {
        List<RateLimitRequest> hits = limits == null ? List.of() : WarmUpRequests.hits(limits);
        if (settings.longest().isZero()) {
            outcome = "none: turned off";
        } else if (limits == null || hits.isEmpty()) {
            outcome = "none: no limits";
        } else if (ManagementFactory.getCompilationMXBean() == null) {
            outcome = "none: this JVM compiles nothing";
        } else {
            outcome = "going on";
            outcome = rehearse(limits, hits);
            LOG.info("Warm-up: {}", outcome);
        }
    }

    private String rehearse(LimitTable limits, List<RateLimitRequest> hits) {
        long begin = System.nanoTime();
        try {
            removeFolder();
            long answered = answer(limits, hits, begin + settings.longest().toNanos());
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            return "%d requests in %.1f s".formatted(answered, millis / 1000.0);
        } catch (IOException | RuntimeException e) {
            LOG.debug("The warm-up failed", e);
            return "failed, the first answers may be slow: " + e.getMessage();
        } finally {
            removeFolderIfPossible();
        }
    }

    private long answer(LimitTable limits, List<RateLimitRequest> hits, long endNanos) throws IOException {
        List<byte[]> all = hits.stream().map(RateLimitCalls::call).toList();
        Rehearsal.Parts parts = new Rehearsal.Parts(limits, settings.answers(), settings.hits(), clock);
        try (Rehearsal rehearsal = new Rehearsal(settings.folder(), parts);
                OwnPort port = new OwnPort(rehearsal.handler(), List.of(rehearsal.calls()), LONGEST_ANSWER)) {
            long answered = 0;
            while (answered < ENOUGH && !closed && System.nanoTime() - endNanos < 0) {
                List<byte[]> calls = new ArrayList<>(AT_A_TIME);
                for (int i = 0; i < AT_A_TIME; i++) {
                    calls.add(all.get((int) ((answered + i) % all.size())));
                }
                port.calls().send(calls);
                answered += AT_A_TIME;
            }
            return answered;
        }
    }

    private void removeFolder() throws IOException {
        if (Files.exists(settings.folder())) {
            PathUtils.deleteDirectory(settings.folder());
        }
    }

    private void removeFolderIfPossible() {
        try {
            removeFolder();
        } catch (IOException e) {
            LOG.debug("{} stays until the next start", settings.folder(), e);
        }
    }

    /** Returns what was done, on one line. */
    public String describe() {
        return outcome;
    }

    /** Cuts a rehearsal short. Does not wait until it is ended. */
    @Override
    public void close() {
        closed = true;
    }
}
