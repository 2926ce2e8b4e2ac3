package io.tollgate.standalone.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the API, and tells people what is wrong where it does not do what it was asked. Used by one thread. */
public final class ApiClient {

    /** The header that names a request, so that it is done once however often it is sent. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE_AFTER_NOTHING = Duration.ofSeconds(5);

    /** How many pauses fit into the time that an answer may take, where they do not become longer. */
    private static final int PAUSES = 20;

    private static final int MOST_TRIES = 5;
    private static final int SUCCESSFUL = 2;
    private static final int SERVER_FAILED = 5;
    private static final int HUNDRED = 100;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final ApiAddress address;
    private final Duration timeout;
    private boolean isThere;

    /** @param timeout how long an answer may take */
    public ApiClient(ApiAddress address, Duration timeout) {
        this.address = requireNonNull(address, "address");
        this.timeout = requireNonNull(timeout, "timeout");
    }

    /**
     * Asks, and asks again for a while where the API says that it cannot answer now: each request may be done twice. One
     * with an {@value #IDEMPOTENCY_KEY} is sent again, too, where its answer got lost: it is done once.
     *
     * @param path with the query
     * @param body text of JSON, empty for none
     * @param headers further ones, values of ASCII
     * @throws ApiRejectedException if the API will not do it
     * @throws ApiTokenException if the token is not the API's
     * @throws ApiUnreachableException if there is no answer, or none that can be one
     */
    public ApiAnswer ask(String method, String path, String body, Map<String, String> headers) {
        HttpRequest request = request(method, path, body, headers);
        boolean once = headers.containsKey(IDEMPOTENCY_KEY);
        try {
            for (int tries = 1; ; tries++) {
                boolean last = tries == MOST_TRIES;
                Duration pause;
                try {
                    HttpResponse<String> response = send(request);
                    if (response.statusCode() != HttpStatus.UNAVAILABLE || last) {
                        return answer(response);
                    }
                    pause = pause(response);
                } catch (ApiUnreachableException e) {
                    if (!once || !isThere || last) {
                        throw e;
                    }
                    pause = pauseAfterNothing(tries);
                }
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiUnreachableException("told to end while the API at " + address.url() + " was asked", e);
        }
    }

    private Duration pauseAfterNothing(int tries) {
        Duration pause = timeout.dividedBy(PAUSES).multipliedBy(1L << tries);
        return pause.compareTo(LONGEST_PAUSE_AFTER_NOTHING) > 0 ? LONGEST_PAUSE_AFTER_NOTHING : pause;
    }

    private static Duration pause(HttpResponse<?> response) {
        Duration wanted = Duration.ofSeconds(
                response.headers().firstValueAsLong("Retry-After").orElse(1));
        return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }

    /** Asks without a body. */
    public ApiAnswer get(String path) {
        return ask("GET", path, "", Map.of());
    }

    /** Returns a part of a path or a query as it stands in a URL. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("%40", "@")
                .replace("%3A", ":");
    }

    private HttpRequest request(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + address.token())
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        new TreeMap<>(headers).forEach(request::header);
        return request.build();
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString(UTF_8));
            isThere = true;
            return response;
        } catch (HttpConnectTimeoutException e) {
            throw unreachable("no connection within " + CONNECT.toSeconds() + " s", e);
        } catch (HttpTimeoutException e) {
            isThere = true;
            throw unreachable("no answer within " + timeout.toSeconds() + " s", e);
        } catch (ConnectException e) {
            throw unreachable("nobody listens there", e);
        } catch (IOException e) {
            isThere = true;
            throw unreachable("the connection broke: " + e.getMessage(), e);
        }
    }

    private ApiUnreachableException unreachable(String why, IOException e) {
        return new ApiUnreachableException(
                "cannot reach the API at " + address.url() + " (" + why
                        + "): start it with 'tollgate up', or name another with --api and --token-file",
                e);
    }

    private ApiAnswer answer(HttpResponse<String> response) {
        int status = response.statusCode();
        String text = response.body();
        if (status / HUNDRED == SUCCESSFUL) {
            return new ApiAnswer(text, text.isEmpty() ? MissingNode.getInstance() : json(text));
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            throw new ApiTokenException("the API at " + address.url() + " does not take the token of "
                    + address.tokenFrom() + ": name the file of its own with --token-file");
        }
        String detail = Problem.detail(text).strip();
        if (status / HUNDRED == SERVER_FAILED) {
            throw new ApiUnreachableException(
                    "the API at " + address.url() + " cannot answer (" + status + "): " + detail);
        }
        throw new ApiRejectedException(
                status, detail.isEmpty() ? "the API answers with status " + status : detail, parameters(text));
    }

    private JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ApiUnreachableException(address.url() + " answers, but is not the API: that is no JSON", e);
        }
    }

    private static List<ApiRejectedException.InvalidParameter> parameters(String text) {
        List<ApiRejectedException.InvalidParameter> parameters = new ArrayList<>();
        try {
            for (JsonNode parameter : MAPPER.readTree(text).path("invalid_parameters")) {
                parameters.add(new ApiRejectedException.InvalidParameter(
                        parameter.path("document").asInt(),
                        parameter.path("path").asText(),
                        parameter.path("reason").asText()));
            }
        } catch (JsonProcessingException e) {
            parameters.clear(); // a text of a proxy, which the detail shows as it is
        }
        return parameters;
    }
}
