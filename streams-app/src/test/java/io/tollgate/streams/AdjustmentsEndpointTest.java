package io.tollgate.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustedWindow;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.CounterKey;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpServer;
import io.tollgate.streams.adjustment.AdjustmentState;
import io.tollgate.streams.adjustment.Adjustments;
import io.tollgate.streams.adjustment.AdjustmentsUnavailableException;
import io.tollgate.streams.http.AdjustmentsEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class AdjustmentsEndpointTest {

    private static final Instant NOW = Instant.parse("2026-11-25T04:30:00Z");
    private static final Instant AT = Instant.parse("2026-11-25T03:00:00Z");
    private static final AdjustmentOutcome APPLIED = new AdjustmentOutcome(
            "refund/1",
            AdjustmentStatus.APPLIED,
            "",
            List.of(new AdjustedWindow(AT.toEpochMilli(), AT.plusSeconds(3_600).toEpochMilli())));
    private static final AdjustmentOutcome REFUSED =
            new AdjustmentOutcome("refund/1", AdjustmentStatus.REFUSED, "no hits were counted", List.of());
    private static final String BODY = "{\"id\":\"refund/1\",\"domain\":\"api\",\"descriptor\":"
            + "[{\"key\":\"tenant\",\"value\":\"alice\"},{\"key\":\"path\",\"value\":\"/v1/*\",\"pattern\":true}],"
            + "\"at\":\"2026-11-25T03:00:00Z\",\"hits\":-5,\"reason\":\"outage\"}";

    /** Keeps adjustments in a map; what becomes of them is the test's to say. */
    private static final class FakeAdjustments implements Adjustments {
        private final Map<String, AdjustmentState> made = new HashMap<>();
        private @Nullable AdjustmentOutcome outcome = APPLIED;
        private @Nullable RuntimeException failure;

        @Override
        public Submission submit(Adjustment wanted) {
            if (failure != null) {
                throw failure;
            }
            AdjustmentState wantedNow = new AdjustmentState(wanted, 0, outcome);
            AdjustmentState before = made.putIfAbsent(wanted.getId(), wantedNow);
            return new Submission(before == null ? wantedNow : before, before == null);
        }

        @Override
        public Optional<AdjustmentState> find(String id) {
            if (failure != null) {
                throw failure;
            }
            return Optional.ofNullable(made.get(id));
        }
    }

    @TempDir
    Path folder;

    private final FakeAdjustments adjustments = new FakeAdjustments();
    private final HttpClient client = HttpClient.newHttpClient();
    private AdjustmentsEndpoint endpoint = endpoint(BearerToken.of("secret", StreamsAppSettings.ADMIN_TOKEN));
    private HttpServer server = serve();

    private AdjustmentsEndpoint endpoint(BearerToken token) {
        return new AdjustmentsEndpoint(adjustments, token, InstantSource.fixed(NOW));
    }

    private HttpServer serve() {
        try {
            return HttpServer.bind(HttpServer.Settings.plain("test", "127.0.0.1", 0))
                    .serve(endpoint.addTo(HttpRoutes.builder()).build());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(BearerToken token) {
        stop();
        endpoint = endpoint(token);
        server = serve();
    }

    @AfterEach
    void stop() {
        server.close();
        endpoint.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post(body, "Bearer secret");
    }

    private HttpResponse<String> post(String body, String authorization) throws IOException, InterruptedException {
        return client.send(
                request("/v1/adjustments")
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    @Test
    void makesAnAdjustmentOnceAndTellsWhatBecameOfIt() throws Exception {
        HttpResponse<String> created = post(BODY);
        HttpResponse<String> again = post(BODY);
        HttpResponse<String> found =
                get(created.headers().firstValue("Location").orElseThrow());

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(created.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(created.body())
                .isEqualTo(again.body())
                .isEqualTo(found.body())
                .isEqualTo("{\"id\":\"refund/1\",\"domain\":\"api\",\"descriptor\":"
                        + "[{\"key\":\"tenant\",\"value\":\"alice\"},"
                        + "{\"key\":\"path\",\"value\":\"/v1/*\",\"pattern\":true}],"
                        + "\"at\":\"2026-11-25T03:00:00Z\",\"hits\":-5,\"reason\":\"outage\","
                        + "\"made_at\":\"2026-11-25T04:30:00Z\",\"status\":\"applied\",\"windows\":"
                        + "[{\"start\":\"2026-11-25T03:00:00Z\",\"end\":\"2026-11-25T04:00:00Z\"}]}\n");
    }

    @Test
    void takesTheCounterAsItIsCharged() throws Exception {
        post(BODY);

        assertThat(adjustments.find("refund/1"))
                .map(state -> state.adjustment().getCounter())
                .hasValue(new CounterKey(new DescriptorCounter(
                        "api",
                        List.of(new CounterEntry("tenant", "alice", false), new CounterEntry("path", "/v1/*", true)))));
    }

    @Test
    void rejectsOtherContentUnderAnIdThatIsTakenAndShowsWhatIsThere() throws Exception {
        post(BODY);

        HttpResponse<String> other = post(BODY.replace("-5", "-6"));

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("\"hits\":-5");
    }

    @Test
    void saysWhyAnAdjustmentIsRejected() throws Exception {
        adjustments.outcome = REFUSED;

        HttpResponse<String> rejected = post(BODY);

        assertThat(rejected.statusCode()).isEqualTo(422);
        assertThat(rejected.body()).contains("\"status\":\"refused\",\"refused_because\":\"no hits were counted\"");
    }

    @Test
    void acceptsWhatIsNotSettledYet() throws Exception {
        adjustments.outcome = null;

        assertThat(post(BODY).statusCode()).isEqualTo(202);
        assertThat(get("/v1/adjustments/refund%2F1").body()).contains("\"status\":\"pending\"");
    }

    @Test
    void saysWhenToTryAgainWhereKafkaDoesNotAnswer() throws Exception {
        adjustments.failure = new AdjustmentsUnavailableException("no answer from Kafka", null);

        HttpResponse<String> response = post(BODY);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(response.body()).contains("no answer from Kafka");
        assertThat(get("/v1/adjustments/x").statusCode()).isEqualTo(503);
    }

    @Test
    void isClosedUnlessATokenIsSetAndSaysHowToOpenIt() throws Exception {
        restart(BearerToken.of(null, StreamsAppSettings.ADMIN_TOKEN));

        HttpResponse<String> response = post(BODY);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("admin.token", "TOLLGATE_ADMIN_TOKEN");
        assertThat(adjustments.made).isEmpty();
        assertThat(get("/v1/adjustments/x").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer secre", "Bearer secrets", "Bearer ", "Bearer", "secret", "Basic secret"})
    void rejectsAWrongToken(String authorization) throws Exception {
        HttpResponse<String> response = post(BODY, authorization);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(response.body()).doesNotContain("secret");
        assertThat(adjustments.made).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            "refund/1"             | ""                     | id: 0 characters
            "hits":-5              | "hits":0               | hits: 0
            "hits":-5              | "hits":281474976710657 | hits: 281474976710657
            "hits":-5              | "hits":-5.5            | hits: -5.5
            "hits":-5              | "hits":"-5"            | hits: no number
            "hits":-5              | "hit":-5               | 'hit': unknown field
            "hits":-5,             |                        | hits: missing
            "hits":-5              | "hits":-5,"hits":-5    | hits: given twice
            "reason":"outage"      | "reason":" "           | reason: empty
            2026-11-25T03:00:00Z   | yesterday              | at: 'yesterday'
            2026-11-25T03:00:00Z   | 2026-11-25T05:30:01Z   | at most an hour from now
            2026-11-25T03:00:00Z   | -1000000000-01-01T00:00:00Z | at:
            "value":"alice"        | "value":null           | value: no text
            "value":"alice"        | "valu":"alice"         | 'valu': unknown field
            "domain":"api"         | "domain":7             | domain: no text
            "outage"}              | "outage"} {}           | JSON
            "outage"}              | "outage"               | JSON
            "tenant"               | "\\ud800"              | half of a surrogate pair
            """)
    void saysWhatIsWrong(String part, String instead, String problem) throws Exception {
        HttpResponse<String> response = post(BODY.replace(part, instead == null ? "" : instead));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(problem);
        assertThat(adjustments.made).isEmpty();
    }

    @Test
    void saysThatACounterNeedsADescriptor() throws Exception {
        String without = BODY.replaceAll("\"descriptor\":\\[.*\\],", "\"descriptor\":[],");

        assertThat(post(without).body()).contains("descriptor: no entries");
    }

    @Test
    void takesTheLongestIdAndReasonAndNoLongerOnes() throws Exception {
        String longest = BODY.replace("refund/1", "i".repeat(256)).replace("outage", "r".repeat(1_000));

        assertThat(post(longest).statusCode()).isEqualTo(201);
        assertThat(post(longest.replace("\"ii", "\"iii")).body()).contains("id: 257 characters");
        assertThat(post(longest.replace("\"rr", "\"rrr")).statusCode()).isEqualTo(400);
    }

    @Test
    void takesNoBodyOfMoreThan64KiB() throws Exception {
        HttpResponse<String> response = post(BODY + " ".repeat(64 << 10));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("at most 65536 bytes");
    }

    @Test
    void knowsNoOtherPathsAndMethods() throws Exception {
        assertThat(get("/v1/adjustments").statusCode()).isEqualTo(405);
        assertThat(get("/v1/adjustmentsx").statusCode()).isEqualTo(404);
        assertThat(get("/v1/adjustments/").statusCode()).isEqualTo(404);
        assertThat(get("/v1/adjustments/unknown").statusCode()).isEqualTo(404);
        assertThat(get("/v1/adjustments/M%FCller").statusCode()).isEqualTo(400);
    }
}
