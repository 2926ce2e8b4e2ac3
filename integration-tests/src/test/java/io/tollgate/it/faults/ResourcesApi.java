package io.tollgate.it.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The API of the streams apps as one uses it who does not give up. Used by one thread. */
final class ResourcesApi {

    static final String TOKEN = "secret";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int UNAVAILABLE = 503;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Integer> ports;
    private int asked;

    /** @param ports of the instances on 127.0.0.1 */
    ResourcesApi(List<Integer> ports) {
        this.ports = List.copyOf(ports);
    }

    /**
     * Makes resources what documents say, however often that takes.
     *
     * @return whether it is known to be done, else nobody wants it any more
     */
    boolean apply(List<Map<String, Object>> documents, BooleanSupplier wanted) {
        try {
            String body = MAPPER.writeValueAsString(Map.of("documents", documents));
            return insist("POST", "/v1/apply", body, List.of(200), wanted);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Deletes a subscription, likewise. */
    boolean deleteSubscription(String key, BooleanSupplier wanted) {
        return insist("DELETE", "/v1/subscriptions/" + key, "", List.of(200, 204, 404), wanted);
    }

    private boolean insist(String method, String path, String body, List<Integer> done, BooleanSupplier wanted) {
        while (wanted.getAsBoolean()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + ports.get(asked++ % ports.size()) + path))
                    .header("Authorization", "Bearer " + TOKEN)
                    .timeout(PATIENCE)
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (done.contains(response.statusCode())) {
                    return true;
                }
                if (response.statusCode() != UNAVAILABLE) {
                    throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body()
                            + " for " + body);
                }
            } catch (IOException e) {
                // killed or paused: whether it was done is not known, and asking again is safe
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        return false;
    }
}
