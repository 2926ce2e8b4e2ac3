package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.BadDocumentException;
import io.tollgate.resource.DocumentReader;
import io.tollgate.resource.DocumentWriter;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.QueryString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The API as commands see it, kept in memory. The one thread of the server answers; a test looks at what it did between
 * commands, which wait for their answers.
 */
final class FakeApi implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-02-15T12:00:00Z");
    static final String TOKEN = "token-of-the-test";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_OF_A_PAGE = 2;

    private final HttpServer server;
    private final TreeMap<ResourceId, Resource> resources = new TreeMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger busyFor = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final Map<String, Answer> given = new HashMap<>();
    private volatile int breaksAfter = Integer.MAX_VALUE;
    private volatile Answer verb = new Answer(HttpStatus.OK, "{}");
    private volatile String access = "{\"answers\":[]}";
    private volatile String usage = "";

    /** An answer: the status and the body. */
    private record Answer(int status, String body) {
        static Answer problem(int status, String detail) {
            return new Answer(
                    status,
                    JSON.objectNode()
                            .put("status", status)
                            .put("detail", detail)
                            .toString());
        }
    }

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Writes the files by which commands find it. */
    FakeApi tellIn(Path folder) throws IOException {
        Files.writeString(folder.resolve("api-url"), url() + "\n");
        Files.writeString(folder.resolve("api-token"), TOKEN + "\n");
        return this;
    }

    /** Answers some requests with 503. */
    void busyFor(int times) {
        busyFor.set(times);
    }

    /** Says what is answered to a verb of a subscription. */
    void answerVerb(int status, String answer) {
        verb = new Answer(status, answer);
    }

    /** Closes the connection without an answer once it took so many requests. */
    void breakAfter(int times) {
        breaksAfter = requests.size() + times;
    }

    /** Does what the next requests want, and closes the connection without an answer. */
    void loseAnswers(int times) {
        lost.set(times);
    }

    void answerAccess(String answer) {
        access = answer;
    }

    /** Sets what is answered of the customer acme's usage. */
    void answerUsage(String answer) {
        usage = answer;
    }

    /** Returns the names of what it has. */
    List<String> names() {
        return resources.keySet().stream().map(ResourceId::toString).toList();
    }

    Optional<Resource> find(ResourceId id) {
        return Optional.ofNullable(resources.get(id));
    }

    /** Returns the requests as method, path and, if there is one, reason. */
    List<String> requests() {
        return requests;
    }

    List<JsonNode> bodies() {
        return bodies;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String reason = exchange.getRequestHeaders().getFirst("Tollgate-Reason");
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + (reason == null ? "" : " " + reason));
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (requests.size() > breaksAfter) {
            exchange.close();
            return;
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Answer before = key == null ? null : given.get(key);
        Answer answer = before == null ? answer(exchange, body) : before;
        if (key != null && answer.status() == HttpStatus.OK) {
            given.put(key, answer);
        }
        if (lost.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Retry-After", "0");
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer answer(HttpExchange exchange, String body) throws IOException {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.problem(HttpStatus.UNAUTHORIZED, "a wrong token");
        }
        if (busyFor.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
            return Answer.problem(HttpStatus.UNAVAILABLE, "a change is under way");
        }
        if (!body.isEmpty()) {
            bodies.add(MAPPER.readTree(body));
        }
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = QueryString.parse(exchange.getRequestURI().getRawQuery());
        if (path.equals("/v1/apply")) {
            return apply(bodies.get(bodies.size() - 1), query.containsKey("dry_run"));
        }
        if (path.equals("/v1/access")) {
            return new Answer(HttpStatus.OK, access);
        }
        if (path.equals("/v1/usage/customers/acme")
                && query.getOrDefault("feature", "calls").equals("calls")) {
            return new Answer(HttpStatus.OK, usage);
        }
        String[] parts = path.split("/", -1);
        ResourceKind kind = ResourceKind.ofPlural(parts[2]).orElseThrow();
        if (parts.length == 3) {
            return list(kind, query);
        }
        if (parts.length > 4) {
            return verb;
        }
        ResourceId id = new ResourceId(kind, parts[3]);
        return exchange.getRequestMethod().equals("DELETE") ? delete(id) : get(id);
    }

    private Answer apply(JsonNode body, boolean dryRun) {
        TreeMap<ResourceId, Resource> after = new TreeMap<>(resources);
        ArrayNode problems = JSON.arrayNode();
        ArrayNode results = JSON.arrayNode();
        for (JsonNode document : body.path("documents")) {
            applyOne((ObjectNode) document, after, problems, results);
        }
        if (!problems.isEmpty()) {
            ObjectNode rejected = JSON.objectNode().put("detail", "documents are wrong");
            rejected.set("invalid_parameters", problems);
            return new Answer(HttpStatus.UNPROCESSABLE, rejected.toString());
        }
        if (!dryRun) {
            resources.putAll(after);
        }
        ObjectNode answer = JSON.objectNode();
        answer.set("results", results);
        return new Answer(HttpStatus.OK, answer.toString());
    }

    private static void applyOne(
            ObjectNode document, Map<ResourceId, Resource> after, ArrayNode problems, ArrayNode results) {
        try {
            Resource resource = DocumentReader.read(document, after::get, NOW);
            if (resource instanceof Subscription one && !after.containsKey(customer(one.customer()))) {
                problem(problems, results.size(), "customer", "there is no customer '" + one.customer() + "'");
            }
            Resource before = after.put(resource.id(), resource);
            String action = before == null ? "created" : before.equals(resource) ? "unchanged" : "changed";
            results.addObject()
                    .put("kind", resource.id().kind().label())
                    .put("id", resource.id().id())
                    .put("action", action)
                    .put("revision", 1);
        } catch (BadDocumentException e) {
            e.problems().forEach(wrong -> problem(problems, results.size(), wrong.path(), wrong.message()));
            results.addObject();
        }
    }

    private static void problem(ArrayNode problems, int document, String path, String reason) {
        problems.addObject().put("document", document).put("path", path).put("reason", reason);
    }

    private static ResourceId customer(String key) {
        return new ResourceId(ResourceKind.CUSTOMER, key);
    }

    private Answer list(ResourceKind kind, Map<String, String> query) {
        List<ObjectNode> found = new ArrayList<>();
        for (Resource resource : resources.values()) {
            ObjectNode document = observed(resource);
            boolean wanted = !query.containsKey("customer")
                    || document.path("customer").asText().equals(query.get("customer"));
            if (resource.id().kind() == kind
                    && wanted
                    && resource.id().id().compareTo(query.getOrDefault("page[after]", "")) > 0) {
                found.add(document);
            }
        }
        int size = Math.min(MOST_OF_A_PAGE, Integer.parseInt(query.getOrDefault("page[size]", "100")));
        List<ObjectNode> page = found.subList(0, Math.min(size, found.size()));
        ObjectNode answer = JSON.objectNode();
        answer.putArray("items").addAll(page);
        String next = page.size() < found.size()
                ? DocumentReader.id(page.get(page.size() - 1)).id()
                : null;
        return new Answer(HttpStatus.OK, answer.put("next", next).toString());
    }

    private Answer get(ResourceId id) {
        return resources.values().stream()
                .filter(resource -> resource.id().equals(id) || isVersion(resource.id(), id))
                .reduce((first, second) -> second)
                .map(resource -> new Answer(HttpStatus.OK, observed(resource).toString()))
                .orElseGet(() -> Answer.problem(HttpStatus.NOT_FOUND, "there is no " + id));
    }

    private static boolean isVersion(ResourceId one, ResourceId plan) {
        return one.kind() == ResourceKind.PLAN
                && plan.kind() == ResourceKind.PLAN
                && PlanRef.parse(one.id()).orElseThrow().key().equals(plan.id());
    }

    private Answer delete(ResourceId id) {
        boolean used = resources.values().stream()
                .anyMatch(other -> other instanceof Subscription one
                        && customer(one.customer()).equals(id));
        if (used) {
            return Answer.problem(HttpStatus.CONFLICT, id + " has subscriptions");
        }
        return resources.remove(id) == null
                ? Answer.problem(HttpStatus.NOT_FOUND, "there is no " + id)
                : new Answer(204, "");
    }

    private static ObjectNode observed(Resource resource) {
        ObjectNode document = DocumentWriter.document(resource);
        ObjectNode observed = document.putObject("observed").put("revision", 1).put("changed_at", NOW.toString());
        if (resource instanceof Subscription one) {
            observed.put("state", one.stateAt(NOW).name().toLowerCase(Locale.ROOT));
            observed.put("plan", one.planAt(NOW).toString());
        }
        return document;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
