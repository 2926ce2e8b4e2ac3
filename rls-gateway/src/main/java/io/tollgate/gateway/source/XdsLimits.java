package io.tollgate.gateway.source;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.tollgate.gateway.limits.LimitsInForce;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits from a management server over xDS, as the reference asks for them: the state of the world, over the aggregated
 * stream. Each response is a whole set. A stream that is lost is opened anew for as long as it takes; meanwhile the last
 * limits stay in force. Each stream has a connection of its own, for which certificates are read again.
 *
 * <p>One thread does all of it, from the channel's callbacks to compiling the limits; it is never blocked by the network.
 */
public final class XdsLimits implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(XdsLimits.class);
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final String target;
    private final XdsRequests requests;
    private final XdsSets sets;
    private final Function<Executor, ManagedChannel> channels;
    private final ScheduledExecutorService loop;
    private final ReconnectDelay delay;
    private final AtomicBoolean closed = new AtomicBoolean();

    // Written by the loop only.
    private @Nullable ManagedChannel channel;
    private @Nullable XdsStream stream;
    private @Nullable Future<?> reconnecting;

    /**
     * Where the management server is, and what it is told.
     *
     * @param target as gRPC has it, say {@code host:port}
     * @param nodeId tells the server who asks
     * @param nodeMetadata more of the same
     * @param headers added to the stream; their values are secrets
     * @param tls how to be sure of each other, null for plain text
     * @param maxMessageBytes the largest response that is read; 0 for gRPC's default, 4 MiB
     */
    public record Settings(
            String target,
            String nodeId,
            Map<String, String> nodeMetadata,
            Map<String, String> headers,
            @Nullable Tls tls,
            Backoff backoff,
            int maxMessageBytes) {

        private static final int DEFAULT_MAX_MESSAGE_BYTES = 4 << 20;

        /** Checks the values. */
        public Settings {
            if (target.isBlank()) {
                throw new IllegalArgumentException("target: '" + target + "' (expected: host:port)");
            }
            requireNonNull(nodeId, "nodeId");
            nodeMetadata = Map.copyOf(nodeMetadata);
            headers = Map.copyOf(headers);
            headers.keySet().forEach(XdsChannels::checkHeader);
            requireNonNull(backoff, "backoff");
            if (maxMessageBytes < 0) {
                throw new IllegalArgumentException("maxMessageBytes: " + maxMessageBytes + " (expected: >= 0)");
            }
            maxMessageBytes = maxMessageBytes == 0 ? DEFAULT_MAX_MESSAGE_BYTES : maxMessageBytes;
        }

        @Override
        public String toString() {
            return "Settings[target=" + target + ", nodeId=" + nodeId + ", nodeMetadata=" + nodeMetadata
                    + ", headers=" + headers.keySet() + " ***, tls=" + tls + ", backoff=" + backoff
                    + ", maxMessageBytes=" + maxMessageBytes + "]";
        }
    }

    /**
     * Files in PEM, read again for each connection.
     *
     * @param caCertificate whom to trust; null for whom the JVM trusts
     * @param certificate who we are, with the chain; null if the server does not ask
     * @param key the key of the certificate, in PKCS#8, PKCS#1 (RSA) or SEC1 (EC); null if and only if the certificate is
     * @param serverName the name that the server's certificate must have; empty for that of the target
     */
    public record Tls(
            @Nullable Path caCertificate,
            @Nullable Path certificate,
            @Nullable Path key,
            String serverName) {

        /** Checks the values. */
        public Tls {
            if ((certificate == null) != (key == null)) {
                throw new IllegalArgumentException(
                        "certificate: " + certificate + ", key: " + key + " (expected: both or none)");
            }
            requireNonNull(serverName, "serverName");
        }
    }

    /**
     * How long to wait before the stream is opened anew.
     *
     * @param initial the first wait
     * @param max the longest wait
     * @param growth by what each wait is longer than the one before, really, more than 1. The reference calls its factor
     *     {@code XDS_CLIENT_BACKOFF_RANDOM_FACTOR}, with 0.5 by default, which makes waits no longer: whoever reads that
     *     variable passes 2.0 for what is not above 1
     * @param jitter whether a wait is shortened at random by up to a half
     */
    public record Backoff(Duration initial, Duration max, double growth, boolean jitter) {

        /** Checks the values. */
        public Backoff {
            if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
                throw new IllegalArgumentException(
                        "initial: " + initial + ", max: " + max + " (expected: 0s < initial <= max)");
            }
            if (!(growth > 1)) {
                throw new IllegalArgumentException("growth: " + growth + " (expected: > 1)");
            }
        }
    }

    /** Touches nothing before {@link #start()}. */
    public XdsLimits(Settings settings, LimitsInForce limits) {
        this(
                settings,
                limits,
                executor -> XdsChannels.open(settings, executor),
                Loops.newDaemon("xds-limits"),
                new ReconnectDelay(settings.backoff(), Math::random, System::nanoTime));
    }

    XdsLimits(
            Settings settings,
            LimitsInForce limits,
            Function<Executor, ManagedChannel> channels,
            ScheduledExecutorService loop,
            ReconnectDelay delay) {
        this.target = settings.target();
        this.requests = new XdsRequests(settings.nodeId(), settings.nodeMetadata());
        this.sets = new XdsSets(new LimitOffers("xDS server " + target, limits));
        this.channels = requireNonNull(channels, "channels");
        this.loop = requireNonNull(loop, "loop");
        this.delay = requireNonNull(delay, "delay");
    }

    /** Connects in the background and returns at once. To be called once. */
    public void start() {
        loop.execute(this::connect);
    }

    /** Ends the stream; the limits in force stay. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            awaitEnd();
            loop.shutdown();
            Loops.await(loop, CLOSE_TIMEOUT_SECONDS);
        }
    }

    /** The loop runs until the channel has told it the last. */
    private void awaitEnd() {
        try {
            ManagedChannel last = loop.submit(this::disconnect).get(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (last != null) {
                last.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The stream to xDS server {} did not end in time", target, e);
        }
    }

    private void connect() {
        if (closed.get()) {
            return;
        }
        try {
            ManagedChannel opened = channels.apply(loop);
            channel = opened;
            stream = new XdsStream(requests, sets, new StreamFate(), loop);
            stream.open(opened);
        } catch (RuntimeException e) {
            lost(e.toString());
        }
    }

    private void lost(String reason) {
        disconnect();
        if (closed.get()) {
            return;
        }
        Duration pause = delay.next();
        if (delay.failures() == 1) {
            LOG.warn("Stream to xDS server {} is lost, next try in {}: {}", target, pause, reason);
        } else {
            LOG.debug("Stream to xDS server {} is lost again, next try in {}: {}", target, pause, reason);
        }
        reconnecting = loop.schedule(this::connect, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns the channel that is ending, null if there is none. */
    private @Nullable ManagedChannel disconnect() {
        if (reconnecting != null) {
            reconnecting.cancel(false);
            reconnecting = null;
        }
        if (stream != null) {
            stream.abandon();
            stream = null;
        }
        ManagedChannel ending = channel;
        channel = null;
        return ending == null ? null : ending.shutdownNow();
    }

    private final class StreamFate implements XdsStream.Fate {

        @Override
        public void connected() {
            delay.connected();
        }

        @Override
        public void answered() {
            delay.answered();
        }

        @Override
        public void lost(String reason) {
            XdsLimits.this.lost(reason);
        }
    }
}
