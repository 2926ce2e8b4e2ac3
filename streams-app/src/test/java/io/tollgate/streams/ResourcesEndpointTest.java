package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tollgate.resource.Edit;
import io.tollgate.resource.HistoryStore;
import io.tollgate.resource.Outcome;
import io.tollgate.resource.RepeatableRequest;
import io.tollgate.resource.RequestReusedException;
import io.tollgate.resource.ResourceChanges;
import io.tollgate.resource.ResourceRecords;
import io.tollgate.resource.ResourceStore;
import io.tollgate.resource.ResourcesUnavailableException;
import io.tollgate.resource.Revision;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpServer;
import io.tollgate.streams.http.OpenApi;
import io.tollgate.streams.http.ResourcesEndpoint;
import io.tollgate.streams.http.StoredResources;
import io.tollgate.topic.EventCodec;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of resources over HTTP; each answer is one that the description has. */
@Timeout(60)
final class ResourcesEndpointTest {

    private static final ApiDescription DESCRIPTION = ApiDescription.read();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String GOLD = "{\"features\":[{\"key\":\"calls\",\"limits\":["
            + "{\"name\":\"burst\",\"unit\":\"second\",\"amount\":50},"
            + "{\"name\":\"monthly\",\"unit\":\"billing_period\",\"amount\":1000,\"kind\":\"soft\"}]}]}";
    private static final String ACME = "{\"subjects\":[\"key-a\",\"key-b\"]}";
    private static final String ACME_GOLD =
            "{\"customer\":\"acme\",\"plan\":\"gold@1\",\"from\":\"2026-01-31\",\"time_zone\":\"Europe/Berlin\"}";
    private static final String GRANT = "{\"customer\":\"acme\",\"feature\":\"calls\",\"amount\":5}";

    /** Makes changes at once. */
    private final class FakeChanges implements ResourceChanges {
        private final Map<String, RepeatableRequest> requests = new HashMap<>();
        private final Map<RepeatableRequest, Outcome> done = new HashMap<>();
        private boolean available = true;
        private long offset;

        @Override
        public synchronized List<Revision> make(Edit edit) {
            List<Revision> revisions = tryOut(edit);
            for (Revision revision : revisions) {
                if (revision.action() != Revision.Action.UNCHANGED) {
                    byte[] value = EventCodec.RESOURCES.encode(ResourceRecords.event(revision));
                    store.take(revision.id(), value, ++offset);
                    history.take(ResourceRecords.historyKey(revision.id(), revision.number()), value, offset);
                }
            }
            return revisions;
        }

        @Override
        public synchronized Outcome make(Edit edit, RepeatableRequest request) {
            RepeatableRequest other = requests.get(request.key());
            if (other == null) {
                List<Revision> revisions = make(edit);
                if (revisions.stream().anyMatch(revision -> revision.action() != Revision.Action.UNCHANGED)) {
                    requests.put(request.key(), request);
                    done.put(
                            request,
                            new Outcome.Repeated(revisions.stream()
                                    .map(revision -> new Outcome.Done(revision.number(), revision.action()))
                                    .toList()));
                }
                return new Outcome.Made(revisions);
            }
            if (!other.equals(request)) {
                throw new RequestReusedException();
            }
            return requireNonNull(done.get(request));
        }

        @Override
        public List<Revision> tryOut(Edit edit) {
            if (!available) {
                throw new ResourcesUnavailableException("no answer from Kafka in time", null);
            }
            return edit.on(store, now);
        }
    }

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private boolean read = true;
    private ResourceStore store;
    private HistoryStore history;
    private FakeChanges changes;
    private ResourcesEndpoint endpoint;
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        store = new ResourceStore(folder.resolve("current"), 1 << 20);
        history = new HistoryStore(folder.resolve("history"), 1 << 20);
        changes = new FakeChanges();
        serve(BearerToken.of("secret", StreamsAppSettings.ADMIN_TOKEN));
    }

    private void serve(BearerToken token) throws IOException {
        StoredResources stored =
                new StoredResources(store, history, () -> read, () -> CompletableFuture.completedFuture(null));
        endpoint = new ResourcesEndpoint(changes, stored, token, () -> now);
        server = HttpServer.bind(HttpServer.Settings.plain("test", "127.0.0.1", 0))
                .serve(endpoint.addTo(HttpRoutes.builder().get(OpenApi.PATH, OpenApi.endpoint()))
                        .build());
    }

    @AfterEach
    void stop() {
        server.close();
        endpoint.close();
        history.close();
        store.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer secret");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(UTF_8));
        DESCRIPTION.check(method, response);
        return response;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private HttpResponse<String> put(String path, String body, String... headers) throws Exception {
        return send("PUT", path, body, headers);
    }

    private void given() throws Exception {
        assertThat(put("plans/gold@1", GOLD).statusCode()).isEqualTo(201);
        assertThat(put("customers/acme", ACME).statusCode()).isEqualTo(201);
        assertThat(put("subscriptions/acme-gold", ACME_GOLD).statusCode()).isEqualTo(201);
        assertThat(put("grants/goodwill", GRANT).statusCode()).isEqualTo(201);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return MAPPER.readTree(response.body());
    }

    private static String action(HttpResponse<String> response) {
        return response.headers().firstValue("Tollgate-Action").orElse("");
    }

    private static String etag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElse("");
    }

    /** Returns the parts of a request that are wrong, each as one line. */
    private static List<String> wrong(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        List<String> lines = new ArrayList<>();
        json(response)
                .get("invalid_parameters")
                .forEach(one -> lines.add((one.has("document") ? one.get("document") + " " : "")
                        + one.get("path").textValue() + ": " + one.get("reason").textValue()));
        return lines;
    }

    @Test
    void keepsWhatIsPutAndTellsItWithWhatItObserves() throws Exception {
        given();

        HttpResponse<String> found = get("subscriptions/acme-gold");

        assertThat(found.body())
                .isEqualTo("{\"kind\":\"Subscription\",\"key\":\"acme-gold\",\"customer\":\"acme\",\"plan\":\"gold@1\","
                        + "\"time_zone\":\"Europe/Berlin\",\"from\":\"2026-01-31T00:00:00+01:00\","
                        + "\"observed\":{\"revision\":1,\"changed_at\":\"2026-11-30T12:00:00Z\",\"author\":\"\","
                        + "\"reason\":\"\",\"state\":\"active\",\"plan\":\"gold@1\"}}\n");
        assertThat(etag(found)).isEqualTo("\"1\"");
        assertThat(get("plans/gold@1").statusCode()).isEqualTo(200);
        assertThat(get("customers/acme").statusCode()).isEqualTo(200);
        assertThat(get("grants/goodwill").statusCode()).isEqualTo(200);
    }

    @Test
    void takesWhatItGaveAsNoChange() throws Exception {
        given();
        for (String path : List.of("plans/gold@1", "customers/acme", "subscriptions/acme-gold", "grants/goodwill")) {
            HttpResponse<String> again = put(path, get(path).body());

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(action(again)).isEqualTo("unchanged");
            assertThat(etag(again)).isEqualTo("\"1\"");
        }
    }

    @Test
    void saysWhoChangedWhatAndWhy() throws Exception {
        put("customers/acme", ACME);
        put("customers/acme", "{}", "Tollgate-Author", URLEncoder.encode("Zoë", UTF_8), "Tollgate-Reason", "left%20us");
        send("DELETE", "customers/acme", "", "Tollgate-Author", "ann");

        JsonNode found = json(get("customers/acme/history"));

        assertThat(get("customers/acme").statusCode()).isEqualTo(404);
        assertThat(found.get("items")).hasSize(3);
        assertThat(found.at("/items/0/document").isNull()).isTrue();
        assertThat(found.at("/items/0/author").textValue()).isEqualTo("ann");
        assertThat(found.at("/items/1/author").textValue()).isEqualTo("Zoë");
        assertThat(found.at("/items/1/reason").textValue()).isEqualTo("left us");
        assertThat(found.at("/items/2/document/subjects/0").textValue()).isEqualTo("key-a");
        assertThat(found.get("next").isNull()).isTrue();
        JsonNode first = json(get("customers/acme/history?page%5Bsize%5D=2"));
        assertThat(first.get("next").textValue()).isEqualTo("2");
        JsonNode second = json(get("customers/acme/history?page%5Bsize%5D=2&page%5Bafter%5D=2"));
        assertThat(second.at("/items/0/revision").intValue()).isEqualTo(1);
        assertThat(get("customers/nobody/history").statusCode()).isEqualTo(404);
        assertThat(action(put("customers/acme", ACME))).isEqualTo("created");
        assertThat(etag(get("customers/acme"))).isEqualTo("\"4\"");
    }

    @Test
    void listsPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("customers/c" + i, "{}");
        }

        JsonNode first = json(get("customers?page%5Bsize%5D=2"));
        JsonNode last = json(get("customers?page%5Bsize%5D=2&page%5Bafter%5D=c3"));

        assertThat(first.get("items")).hasSize(2);
        assertThat(first.get("next").textValue()).isEqualTo("c1");
        assertThat(last.get("items")).hasSize(1);
        assertThat(last.get("next").isNull()).isTrue();
        assertThat(json(get("customers")).get("items")).hasSize(5);
        assertThat(json(get("plans")).get("items")).isEmpty();
    }

    @Test
    void listsWhatOneCustomerHas() throws Exception {
        given();
        put("customers/globex", "{}");
        put("subscriptions/globex-gold", ACME_GOLD.replace("acme", "globex"));

        assertThat(json(get("subscriptions")).get("items")).hasSize(2);
        assertThat(json(get("subscriptions?customer=globex")).at("/items/0/key").textValue())
                .isEqualTo("globex-gold");
        assertThat(json(get("grants?customer=acme")).get("items")).hasSize(1);
        assertThat(json(get("grants?customer=globex")).get("items")).isEmpty();
        assertThat(json(get("subscriptions?customer=acme&page%5Bafter%5D=acme-gold"))
                        .get("items"))
                .isEmpty();
    }

    @Test
    void findsTheHighestVersionOfAPlan() throws Exception {
        put("plans/gold@2", GOLD);
        put("plans/gold@10", GOLD);
        put("plans/golden@99", GOLD);

        assertThat(json(get("plans/gold")).get("version").intValue()).isEqualTo(10);
        assertThat(get("plans/gol").statusCode()).isEqualTo(404);
        assertThat(put("plans/gold", GOLD).statusCode()).isEqualTo(400);
        assertThat(send("DELETE", "plans/gold", "").statusCode()).isEqualTo(404);
    }

    @Test
    void letsTheSecondOfTwoEditorsFail() throws Exception {
        put("customers/acme", ACME);
        String tag = etag(get("customers/acme"));

        assertThat(put("customers/acme", "{\"subjects\":[\"x\"]}", "If-Match", tag)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> second = put("customers/acme", "{\"subjects\":[\"y\"]}", "If-Match", tag);
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(second.body()).contains("it has revision 2");
        assertThat(put("customers/acme", ACME, "If-None-Match", "*").statusCode())
                .isEqualTo(412);
        assertThat(send("DELETE", "customers/acme", "", "If-Match", tag).statusCode())
                .isEqualTo(412);
        assertThat(send("DELETE", "customers/acme", "", "If-Match", "\"2\"").statusCode())
                .isEqualTo(204);
        assertThat(put("customers/acme", ACME, "If-Match", tag).statusCode()).isEqualTo(412);
        assertThat(put("customers/acme", ACME, "If-None-Match", "*").statusCode())
                .isEqualTo(201);
    }

    private static final String[] KEY = {"Idempotency-Key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""};

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            PUT    | customers/acme               | {"subjects":["key-z"]} | customers/acme          | {"subjects":["key-y"]}
            DELETE | grants/goodwill              |                        | grants/goodwill         | {"customer":"acme","feature":"calls","amount":7}
            POST   | subscriptions/acme-gold/cancel | {"at":"period_end"}  | subscriptions/acme-gold | {"customer":"acme","plan":"gold@1","time_zone":"Europe/Berlin","to":"2027-03-01"}
            POST   | apply | {"documents":[{"kind":"Customer","key":"acme","subjects":["key-z"]},{"kind":"Customer","key":"globex"}]} | customers/acme | {"subjects":["key-y"]}
            """)
    void answersARequestWithAKeyThatComesAgainAsBeforeAndChangesNothing(
            String method, String path, @Nullable String body, String changed, String since) throws Exception {
        given();
        String sent = body == null ? "" : body;
        HttpResponse<String> first = send(method, path, sent, KEY);
        now = now.plusSeconds(3_600);
        assertThat(put(changed, since).statusCode()).isBetween(200, 201);
        String before = get(changed).body();

        HttpResponse<String> second = send(method, path, sent, KEY);

        assertThat(first.statusCode()).as(first.body()).isBetween(200, 204);
        assertThat(second.statusCode()).isEqualTo(first.statusCode());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(etag(second)).isEqualTo(etag(first));
        assertThat(action(second)).isEqualTo(action(first));
        assertThat(get(changed).body()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "a b", "\"a", "\"a\"b\"", "\"a\\b\"", "a,b"})
    void rejectsAKeyOfARequestThatIsNone(String key) throws Exception {
        HttpResponse<String> response = put("customers/acme", ACME, "Idempotency-Key", key);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("Idempotency-Key: expected 1 to 255 printable characters");
        assertThat(get("customers/acme").statusCode()).isEqualTo(404);
    }

    @Test
    void takesAKeyOfARequestWithAndWithoutQuotesAsTheSame() throws Exception {
        put("customers/acme", ACME, "Idempotency-Key", "\"k-1\"");

        assertThat(put("customers/acme", ACME, "Idempotency-Key", "k-1").statusCode())
                .isEqualTo(201);
    }

    @Test
    void rejectsTheKeyOfAnotherRequest() throws Exception {
        given();
        put("customers/acme", "{\"subjects\":[\"key-z\"]}", KEY);

        assertThat(wrong(put("customers/acme", "{\"subjects\":[\"key-y\"]}", KEY)))
                .singleElement()
                .asString()
                .startsWith("Idempotency-Key: another request came with this key before");
        assertThat(wrong(put("customers/globex", "{\"subjects\":[\"key-z\"]}", KEY)))
                .hasSize(1);
        assertThat(wrong(send("DELETE", "customers/acme", "", KEY))).hasSize(1);
        assertThat(wrong(put(
                        "customers/acme",
                        "{\"subjects\":[\"key-z\"]}",
                        "Idempotency-Key",
                        KEY[1],
                        "If-Match",
                        "\"1\"")))
                .hasSize(1);
    }

    @Test
    void deletesNothingThatIsInUse() throws Exception {
        given();

        assertThat(send("DELETE", "plans/gold@1", "").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", "customers/acme", "").body()).contains("subscription acme-gold and grant goodwill");
        assertThat(send("DELETE", "grants/goodwill", "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "grants/goodwill", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            plans/p@1         | {"features":[]}                    | features: none (expected: at least one)
            plans/p@1         | {"features":[{"key":"f","limits":[{"name":"l","unit":"day","amount":-1}]}]} | features[0].limits[0].amount: expected a whole number from 0 to 9223372036854775806, found -1
            plans/p@1         | {"features":[{"key":"f","limits":[{"name":"l","unit":"day","amount":9223372036854775808}]}]} | features[0].limits[0].amount: expected a whole number from 0 to 9223372036854775806, found 9223372036854775808
            customers/globex  | {"subjects":["key-b"]}             | subjects[0]: is a subject of customer acme
            customers/globex  | {"subject":["key-b"]}              | subject: unknown field
            subscriptions/two | {"customer":"acme","plan":"gold@1"} | : customer acme has feature calls at the same time
            subscriptions/two | {"customer":"acme","plan":"gold@1","time_zone":"Mars/Base"} | time_zone: unknown time zone 'Mars/Base'
            subscriptions/two | {"customer":"acme","plan":"gold@1","anchor":0} | anchor: expected a date-time
            subscriptions/two | {"customer":"acme","plan":"gold@2"} | plan: there is no plan gold@2
            grants/two        | {"customer":"acme","feature":"calls","amount":0} | amount: expected a whole number from 1
            grants/two        | {"customer":"acme","feature":"call","amount":1} | feature: no subscription of customer acme
            """)
    void saysWhatIsWrongAndWhere(String path, String body, String problem) throws Exception {
        given();

        assertThat(wrong(put(path, body))).singleElement().asString().startsWith(problem);
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            PUT    | customers/acme             | {"subjects":[}          | the body is no JSON at line 1
            PUT    | customers/acme             | []                      | the body is no JSON object
            PUT    | customers/acme             | {} {}                   | the body is no JSON
            PUT    | customers/acme             | {"key":"a","key":"a"}   | the body is no JSON
            PUT    | customers/acme             | {"key":"other"}         | key: "other" (expected: "acme", as the path says
            PUT    | customers/acme             | {"kind":"Plan"}         | kind: "Plan" (expected: "Customer"
            PUT    | plans/gold@1               | {"version":2}           | version: 2 (expected: 1, as the path says
            PUT    | customers/acme?x=1         | {}                      | x: unknown (expected no parameters)
            GET    | customers?page%5Bsize%5D=0 |                         | page[size]: expected a whole number from 1 to 1000
            GET    | customers?page%5Bsize%5D=1001 |                      | page[size]: expected
            GET    | customers?customer=a       |                         | customer: unknown (expected one of: page[after], page[size])
            GET    | customers/a/history?page%5Bafter%5D=x |              | 'x' is no revision
            POST   | apply                      | {}                      | documents: expected a list of 1 to 1000 documents
            POST   | apply                      | {"documents":[]}        | documents: expected a list
            POST   | apply                      | {"documents":[1]}       | documents[0]: no JSON object
            POST   | apply                      | {"documents":[{}],"by":"x"} | 'by': unknown field (expected: author, documents, reason)
            POST   | apply                      | {"documents":[{}],"author":7} | author: no text
            POST   | apply?dry_run=yes          | {"documents":[{}]}      | dry_run: expected true or false
            POST   | subscriptions/s/cancel     | {}                      | at: missing
            POST   | subscriptions/s/cancel     | {"at":"soon"}           | at: expected now, period_end, a date-time
            POST   | subscriptions/s/cancel     | {"at":"now","plan":"p"} | 'plan': unknown field
            POST   | subscriptions/s/change     | {"at":"now","plan":"p"} | plan: expected key and version of a plan
            """)
    void saysWhatCannotBeRead(String method, String path, String body, String problem) throws Exception {
        put("customers/a", "{}");

        HttpResponse<String> response = send(method, path, body == null ? "" : body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).get("detail").textValue()).contains(problem);
    }

    @Test
    void readsPreconditionsAndNotesStrictly() throws Exception {
        assertThat(put("customers/a", "{}", "If-Match", "3").statusCode()).isEqualTo(400);
        assertThat(put("customers/a", "{}", "If-Match", "\"x\"").statusCode()).isEqualTo(400);
        assertThat(put("customers/a", "{}", "If-None-Match", "\"3\"").statusCode())
                .isEqualTo(400);
        assertThat(put("customers/a", "{}", "Tollgate-Author", "x".repeat(201)).statusCode())
                .isEqualTo(400);
        assertThat(put("customers/a", "{}", "Tollgate-Author", "%0A").statusCode())
                .isEqualTo(400);
        assertThat(put("customers/a", "{}", "Tollgate-Author", "x".repeat(200)).statusCode())
                .isEqualTo(201);
    }

    private static String applied(String... documents) {
        return "{\"documents\":[" + String.join(",", documents) + "],\"author\":\"ann\",\"reason\":\"spring\"}";
    }

    @Test
    void appliesDocumentsInAnyOrder() throws Exception {
        String plan = GOLD.replace("{\"features\"", "{\"kind\":\"Plan\",\"key\":\"gold\",\"version\":1,\"features\"");
        String customer = "{\"kind\":\"Customer\",\"key\":\"acme\"}";
        String subscription = ACME_GOLD.replace("{\"cust", "{\"kind\":\"Subscription\",\"key\":\"s\",\"cust");

        HttpResponse<String> tried = send("POST", "apply?dry_run=true", applied(subscription, customer, plan));
        assertThat(get("customers/acme").statusCode()).isEqualTo(404);
        HttpResponse<String> made = send("POST", "apply", applied(subscription, customer, plan));
        HttpResponse<String> again = send("POST", "apply", applied(subscription, customer, plan));

        assertThat(made.body())
                .isEqualTo(tried.body())
                .isEqualTo(
                        "{\"results\":[{\"kind\":\"Subscription\",\"id\":\"s\",\"action\":\"created\",\"revision\":1},"
                                + "{\"kind\":\"Customer\",\"id\":\"acme\",\"action\":\"created\",\"revision\":1},"
                                + "{\"kind\":\"Plan\",\"id\":\"gold@1\",\"action\":\"created\",\"revision\":1}]}\n");
        assertThat(again.body()).isEqualTo(made.body().replace("created", "unchanged"));
        assertThat(json(get("customers/acme")).at("/observed/author").textValue())
                .isEqualTo("ann");
    }

    @Test
    void changesNothingWhereOneDocumentIsWrongAndSaysWhich() throws Exception {
        String good = "{\"kind\":\"Customer\",\"key\":\"acme\"}";
        String bad = "{\"kind\":\"Customer\",\"key\":\"b\",\"subjects\":[\"x\",\"x\"]}";

        assertThat(wrong(send("POST", "apply", applied(good, bad))))
                .containsExactly("1 subjects[1]: stands there twice");
        assertThat(get("customers/acme").statusCode()).isEqualTo(404);
    }

    @Test
    void takesNoBodyAboveTheBound() throws Exception {
        String spaces = " ".repeat(8 << 20);

        assertThat(send("POST", "apply", applied("{\"kind\":\"Customer\",\"key\":\"a\"}") + spaces)
                        .statusCode())
                .isEqualTo(413);
        assertThat(put("customers/a", "{}" + " ".repeat(2 << 20)).statusCode()).isEqualTo(413);
        assertThat(get("customers/a").statusCode()).isEqualTo(404);
    }

    @Test
    void changesPlanNowAndAtTheEndOfThePeriod() throws Exception {
        given();
        put("plans/silver@1", GOLD);

        HttpResponse<String> later =
                send("POST", "subscriptions/acme-gold/change", "{\"plan\":\"silver@1\",\"at\":\"period_end\"}");
        HttpResponse<String> again =
                send("POST", "subscriptions/acme-gold/change", "{\"plan\":\"silver@1\",\"at\":\"period_end\"}");

        assertThat(json(later).get("current").toString())
                .isEqualTo("{\"plan\":\"gold@1\",\"state\":\"active\",\"from\":\"2026-01-30T23:00:00Z\","
                        + "\"to\":\"2026-11-30T23:00:00Z\"}");
        assertThat(json(later).get("next").toString())
                .isEqualTo("{\"plan\":\"silver@1\",\"state\":\"active\",\"from\":\"2026-11-30T23:00:00Z\"}");
        assertThat(again.body()).isEqualTo(later.body());
        assertThat(action(again)).isEqualTo("unchanged");
        JsonNode at = json(send("POST", "subscriptions/acme-gold/change", "{\"plan\":\"silver@1\",\"at\":\"now\"}"));
        assertThat(at.at("/current/plan").textValue()).isEqualTo("silver@1");
        assertThat(at.get("next").isNull()).isTrue();
        assertThat(wrong(send("POST", "subscriptions/acme-gold/change", "{\"plan\":\"none@1\",\"at\":\"now\"}")))
                .containsExactly("plan: there is no plan none@1");
    }

    @Test
    void tellsTheCycleThatHoldsAndTheNextOne() throws Exception {
        given();

        HttpResponse<String> changed =
                put("subscriptions/acme-gold", ACME_GOLD.replace("Europe/Berlin", "Asia/Kathmandu"));
        HttpResponse<String> again =
                put("subscriptions/acme-gold", ACME_GOLD.replace("Europe/Berlin", "Asia/Kathmandu"));

        assertThat(action(again)).isEqualTo("unchanged");
        assertThat(json(changed).path("cycles")).hasSize(2);
        assertThat(json(changed).at("/observed/cycle/time_zone").textValue()).isEqualTo("Europe/Berlin");
        assertThat(json(changed).at("/observed/next_cycle").toString())
                .isEqualTo("{\"time_zone\":\"Asia/Kathmandu\",\"from\":\"2026-12-01T04:45:00+05:45\"}");
        now = Instant.parse("2026-11-30T23:00:00Z");
        assertThat(json(get("subscriptions/acme-gold"))
                        .at("/observed/cycle/time_zone")
                        .textValue())
                .isEqualTo("Asia/Kathmandu");
    }

    @Test
    void suspendsAndResumesAndCancels() throws Exception {
        given();
        String path = "subscriptions/acme-gold/";

        HttpResponse<String> suspended = send("POST", path + "suspend", "{\"at\":\"now\"}");
        now = now.plusSeconds(60);
        HttpResponse<String> again = send("POST", path + "suspend", "{\"at\":\"now\"}");
        HttpResponse<String> resumed = send("POST", path + "resume", "{\"at\":\"now\"}");
        HttpResponse<String> canceled = send("POST", path + "cancel", "{\"at\":\"2026-12-24T00:00:00Z\"}");
        now = Instant.parse("2026-12-24T00:00:00Z");
        HttpResponse<String> ended = send("POST", path + "cancel", "{\"at\":\"now\"}");

        assertThat(json(suspended).at("/current/state").textValue()).isEqualTo("suspended");
        assertThat(action(again)).isEqualTo("unchanged");
        assertThat(json(resumed).at("/current/state").textValue()).isEqualTo("active");
        assertThat(json(canceled).at("/current/state").textValue()).isEqualTo("canceled");
        assertThat(json(canceled).at("/next/state").textValue()).isEqualTo("ended");
        assertThat(action(ended)).isEqualTo("unchanged");
        assertThat(json(ended).at("/current/state").textValue()).isEqualTo("ended");
        assertThat(json(get("subscriptions/acme-gold")).at("/observed/state").textValue())
                .isEqualTo("ended");
        assertThat(wrong(send("POST", path + "change", "{\"plan\":\"gold@1\",\"at\":\"now\"}")))
                .singleElement()
                .asString()
                .startsWith("at: the subscription ends at");
    }

    @Test
    void takesADateForItsMidnightInTheZoneOfTheSubscription() throws Exception {
        given();

        HttpResponse<String> canceled = send("POST", "subscriptions/acme-gold/cancel", "{\"at\":\"2026-12-24\"}");

        assertThat(json(canceled).at("/next/from").textValue()).isEqualTo("2026-12-23T23:00:00Z");
    }

    @Test
    void doesNothingToWhatIsNotThereOrIsOver() throws Exception {
        given();

        assertThat(send("POST", "subscriptions/none/cancel", "{\"at\":\"now\"}").statusCode())
                .isEqualTo(404);
        assertThat(wrong(send("POST", "subscriptions/acme-gold/suspend", "{\"at\":\"2026-11-30T11:59:59Z\"}")))
                .singleElement()
                .asString()
                .startsWith("at: 2026-11-30T11:59:59Z is over");
        assertThat(wrong(send("POST", "subscriptions/acme-gold/cancel", "{\"at\":\"2026-01-01T00:00:00Z\"}")))
                .singleElement()
                .asString()
                .startsWith("at: the subscription begins at");
    }

    @Test
    void isNotAvailableBeforeTheTopicIsReadOrWhereKafkaDoesNotAnswer() throws Exception {
        read = false;
        assertThat(get("customers/acme").statusCode()).isEqualTo(503);
        assertThat(get("customers").statusCode()).isEqualTo(503);
        assertThat(get("customers/acme/history").statusCode()).isEqualTo(503);
        read = true;
        changes.available = false;

        HttpResponse<String> response = put("customers/acme", ACME);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
    }

    @Test
    void answersOnlyThoseWhoShowTheToken() throws Exception {
        assertThat(get("customers/acme", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        stop();
        start();
        server.close();
        serve(BearerToken.of(null, StreamsAppSettings.ADMIN_TOKEN));
        assertThat(get("customers/acme").statusCode()).isEqualTo(403);
        assertThat(get("openapi.yaml").body()).startsWith("openapi: 3.1");
    }

    private HttpResponse<String> get(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/" + path))
                .header(header, value)
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString(UTF_8));
        DESCRIPTION.check("GET", response);
        return response;
    }
}
