package io.tollgate.streams.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.runtime.http.Problem;
import io.tollgate.runtime.tls.ReloadedClient;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.streams.json.EntryJson;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks other instances over HTTP. */
final class HttpRemoteInstances implements RemoteInstances {

    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int LARGEST_ANSWER = 256 << 10;
    private static final int LONGEST_REASON = 300;
    private static final int OK = 200;

    private final ReloadedClient client;
    private final String scheme;

    /** @param tls how HTTP of all instances is secured, null for plain text */
    HttpRemoteInstances(@Nullable TlsSettings tls) {
        this.scheme = tls == null ? "http" : "https";
        this.client = ReloadedClient.of(
                tls,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT));
    }

    @Override
    public String ask(Instance instance, UsageRequest request, Replica replica) {
        HttpRequest sent = HttpRequest.newBuilder(uri(instance, request))
                .header(UsageQueries.COPY_HEADER, replica.id())
                .build();
        CompletableFuture<HttpResponse<String>> asking = client.get().sendAsync(sent, HttpRemoteInstances::bounded);
        try {
            HttpResponse<String> response = asking.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() == OK && !response.body().isEmpty()) {
                return response.body();
            }
            throw new UsageUnavailableException(
                    "status " + response.statusCode() + ", " + shortened(Problem.detail(response.body())));
        } catch (TimeoutException e) {
            throw new UsageUnavailableException("no answer within " + ANSWER.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new UsageUnavailableException("does not answer: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageUnavailableException("told to end while asking");
        } finally {
            asking.cancel(true);
        }
    }

    /** Takes nothing of a body that no instance would send. */
    private static BodySubscriber<String> bounded(ResponseInfo response) {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
        return length <= LARGEST_ANSWER ? BodySubscribers.ofString(UTF_8) : BodySubscribers.replacing("");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(LONGEST_REASON, text.length()));
    }

    @Override
    public void close() {
        client.close();
    }

    private URI uri(Instance instance, UsageRequest request) {
        return URI.create(scheme + "://" + instance + UsageQueries.PATH + "?" + counter(request) + "&"
                + parameter(UsageRequest.MAX_AGE, Long.toString(request.maxAge().toSeconds())));
    }

    private static String counter(UsageRequest request) {
        if (request.counter() instanceof QuotaCounter quota) {
            return parameter(UsageRequest.SUBSCRIPTION, quota.getSubscription()) + "&"
                    + parameter(UsageRequest.FEATURE, quota.getFeature());
        }
        DescriptorCounter descriptor = (DescriptorCounter) request.counter();
        return parameter(UsageRequest.DOMAIN, descriptor.getDomain()) + "&"
                + parameter(UsageRequest.DESCRIPTOR, EntryJson.text(descriptor));
    }

    private static String parameter(String name, String value) {
        return name + "=" + encoded(value);
    }

    /** A plus sign stands for itself where the query is read. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
