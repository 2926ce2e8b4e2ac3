package io.tollgate.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes attempts over HTTP/1.1, on Jetty's client, which needs no thread for each. An attempt has a connection of its own,
 * to an address that was checked for it. There are no redirects, no cookies, no logins, no proxy and no decompression.
 */
final class HttpSender implements Sender {

    private static final int MOST_THREADS = 8;
    private static final int LEAST_THREADS = 2;
    private static final int MOST_HEADER_BYTES = 16 << 10;
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final String JSON = "application/json";
    private static final Logger LOG = LoggerFactory.getLogger(HttpSender.class);

    private final TargetRules rules;
    private final WebhookConfig.Attempts limits;
    private final InstantSource clock;
    private final AddressLookup lookup;
    private final HttpClient client;

    HttpSender(WebhookConfig config, Surroundings surroundings) {
        this.rules = new TargetRules(config.targets());
        this.limits = config.attempts();
        this.clock = surroundings.clock();
        this.lookup =
                new AddressLookup(surroundings.resolver(), rules.addresses(), limits.connect(), limits.inFlight());
        this.client = client(config);
    }

    private static HttpClient client(WebhookConfig config) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(tls(config.targets()));
        connector.setConnectTimeout(config.attempts().connect());
        connector.setIdleTimeout(config.attempts().total().plusSeconds(1)); // the attempt ends first
        HttpClient client = new HttpClient(new CuttableTransport(connector));
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("webhook-sender");
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setScheduler(new ScheduledExecutorScheduler("webhook-timer", true));
        client.setSocketAddressResolver(PinnedAddresses.resolver());
        client.setMaxConnectionsPerDestination(1);
        client.setMaxResponseHeadersSize(MOST_HEADER_BYTES);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Tollgate"));
        start(client);
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
        client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
        client.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
        return client;
    }

    private static SslContextFactory.Client tls(WebhookConfig.Targets targets) {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        if (targets.roots() != null) {
            try {
                tls.setTrustStore(TrustedRoots.with(targets.roots()));
            } catch (IOException e) {
                throw new UncheckedIOException(WebhookSettings.TLS_CA.label() + ": " + e.getMessage(), e);
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(WebhookSettings.TLS_CA.label() + ": " + e.getMessage(), e);
            }
        }
        return tls;
    }

    private static void start(HttpClient client) {
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the client of webhooks does not start", e);
        }
    }

    @Override
    public CompletableFuture<Outcome> send(Webhook webhook, String id, byte[] payload) {
        Instant at = clock.instant();
        long startedNanos = System.nanoTime();
        Optional<String> problem = rules.problem(webhook.url());
        CompletableFuture<AnswerReader> answered = problem.isPresent()
                ? CompletableFuture.failedFuture(new AttemptFailedException(problem.get()))
                : lookup.find(TargetRules.host(webhook.url())).thenCompose(addresses -> {
                    PinnedAddresses pinned = new PinnedAddresses(addresses);
                    Request request = request(webhook.url(), pinned, payload);
                    sign(request, Signature.of(webhook.secrets(), id, at, payload));
                    return post(request, limits.total().minusNanos(System.nanoTime() - startedNanos))
                            .whenComplete((answer, failure) -> pinned.cut());
                });
        return answered.handle(
                (answer, failure) -> outcome(at, Duration.ofNanos(System.nanoTime() - startedNanos), answer, failure));
    }

    private Request request(URI url, PinnedAddresses addresses, byte[] payload) {
        return client.newRequest(url)
                .method(HttpMethod.POST)
                .tag(addresses)
                .headers(headers -> headers.put(HttpHeader.CONNECTION, "close"))
                .body(new BytesRequestContent(JSON, payload));
    }

    private static void sign(Request request, Signature signature) {
        request.headers(headers -> headers.put("webhook-id", signature.id())
                .put("webhook-timestamp", signature.timestamp())
                .put("webhook-signature", signature.signatures()));
    }

    /** Returns the answer, or the part of it that came in time; fails if there was none. */
    private CompletableFuture<AnswerReader> post(Request request, Duration left) {
        if (left.toMillis() <= 0) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        CompletableFuture<AnswerReader> ended = new CompletableFuture<>();
        AnswerReader answer = new AnswerReader();
        Destination destination = client.resolveDestination(request);
        request.timeout(left.toMillis(), TimeUnit.MILLISECONDS)
                .onResponseListener(answer)
                .send(result -> {
                    if (answer.status() != null) {
                        ended.complete(answer);
                    } else {
                        ended.completeExceptionally(reason(result.getFailure()));
                    }
                });
        // whatever keeps the client busy, the next in line does not wait for it
        return ended.completeOnTimeout(answer, left.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(HttpSender::answered)
                .whenComplete((done, failure) -> client.removeDestination(destination));
    }

    private static AnswerReader answered(AnswerReader answer) {
        if (answer.status() == null) {
            throw new CompletionException(new TimeoutException());
        }
        return answer;
    }

    private static Throwable reason(@Nullable Throwable failure) {
        if (failure instanceof HttpResponseException) { // its message is for who debugs the client
            return new AttemptFailedException("the answer is no HTTP/1.1, or has more than 16 KiB of headers");
        }
        return failure == null ? new TimeoutException() : failure;
    }

    private Outcome outcome(Instant at, Duration took, @Nullable AnswerReader answer, @Nullable Throwable failure) {
        if (answer == null || failure != null) {
            String error = failure == null ? "no answer" : FailureText.of(failure);
            return new Outcome(new Attempt(at, took, null, error, ""), Duration.ZERO);
        }
        Duration retryAfter = RetryAfter.parse(answer.retryAfter(), clock.instant());
        return new Outcome(new Attempt(at, took, answer.status(), null, answer.body()), retryAfter);
    }

    @Override
    public void close() {
        lookup.close();
        try {
            client.close();
        } catch (Exception e) {
            LOG.warn("The client of webhooks did not end well", e);
        }
    }
}
