package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.Applying;
import io.tollgate.resource.Deleting;
import io.tollgate.resource.Edit;
import io.tollgate.resource.HistoryStore;
import io.tollgate.resource.NoSuchResourceException;
import io.tollgate.resource.Outcome;
import io.tollgate.resource.Precondition;
import io.tollgate.resource.PreconditionFailedException;
import io.tollgate.resource.RejectedDocumentsException;
import io.tollgate.resource.RequestReusedException;
import io.tollgate.resource.ResourceChanges;
import io.tollgate.resource.ResourceInUseException;
import io.tollgate.resource.ResourcesUnavailableException;
import io.tollgate.resource.Revision;
import io.tollgate.resource.Signed;
import io.tollgate.resource.StoredResource;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.BoundedWork;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpReply;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.PercentEncoding;
import io.tollgate.runtime.http.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans, customers, subscriptions and grants over HTTP, on threads of its own: callers wait for Kafka. */
public final class ResourcesEndpoint implements AutoCloseable {

    /** Where several documents are applied at once. */
    public static final String APPLY = "/v1/apply";

    private static final Logger LOG = LoggerFactory.getLogger(ResourcesEndpoint.class);
    private static final int MOST_REQUESTS = 16;
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final int MOST_APPLIED_BYTES = 8 << 20;
    private static final int MOST_DOCUMENT_BYTES = 2 << 20;
    private static final int MOST_VERB_BYTES = 64 << 10;
    private static final int MOST_DOCUMENTS = 1_000;
    private static final String DRY_RUN = "dry_run";
    private static final String DOCUMENTS = "documents";

    private final ResourceChanges changes;
    private final StoredResources resources;
    private final BearerToken token;
    private final InstantSource clock;
    private final BoundedWork work = new BoundedWork("tollgate-resources-http", MOST_REQUESTS);

    public ResourcesEndpoint(
            ResourceChanges changes, StoredResources resources, BearerToken token, InstantSource clock) {
        this.changes = requireNonNull(changes, "changes");
        this.resources = requireNonNull(resources, "resources");
        this.token = requireNonNull(token, "token");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Adds what this serves, all of it with the token. */
    public HttpRoutes.Builder addTo(HttpRoutes.Builder routes) {
        routes.post(APPLY, MOST_APPLIED_BYTES, answering(this::apply));
        for (ResourceKind kind : ResourceKind.values()) {
            String path = "/v1/" + kind.plural();
            routes.get(path, answering(request -> list(kind, request)))
                    .getBelow(path + "/", answering(request -> get(kind, request)))
                    .putBelow(path + "/", MOST_DOCUMENT_BYTES, answering(request -> put(kind, request)))
                    .deleteBelow(path + "/", answering(request -> delete(kind, request)));
        }
        return routes.postBelow(
                "/v1/" + ResourceKind.SUBSCRIPTION.plural() + "/", MOST_VERB_BYTES, answering(this::verb));
    }

    private HttpEndpoint answering(Function<HttpRequest, HttpAnswer> answers) {
        return token.required((request, reply) -> begin(reply, () -> answers.apply(request)));
    }

    private void begin(HttpReply reply, Supplier<HttpAnswer> answers) {
        work.answer(reply, RETRY_AFTER_SECONDS, () -> answer(answers));
    }

    private static HttpAnswer answer(Supplier<HttpAnswer> answers) {
        try {
            return answers.get();
        } catch (BadRequestException | BadRequestTextException e) {
            return Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (NoSuchResourceException e) {
            return Problem.of(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (ResourceInUseException e) {
            return Problem.of(HttpStatus.CONFLICT, String.valueOf(e.getMessage()));
        } catch (PreconditionFailedException e) {
            return Problem.of(HttpStatus.PRECONDITION_FAILED, String.valueOf(e.getMessage()));
        } catch (RejectedDocumentsException e) {
            return rejected(e, false);
        } catch (RequestReusedException e) {
            return rejected(
                    List.of(new Problem.InvalidParameter(null, IdempotencyKey.HEADER, String.valueOf(e.getMessage()))));
        } catch (ResourcesUnavailableException e) {
            LOG.warn("a request for resources failed: {}", e.getMessage());
            return Problem.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("a request for resources failed", e);
            return Problem.of(HttpStatus.FAILED, "unexpected error, the log says more");
        }
    }

    private static HttpAnswer rejected(RejectedDocumentsException e, boolean several) {
        List<Problem.InvalidParameter> parameters = e.rejected().stream()
                .map(one -> new Problem.InvalidParameter(
                        several ? (Integer) one.document() : null,
                        one.problem().path(),
                        one.problem().message()))
                .toList();
        return rejected(parameters);
    }

    private static HttpAnswer rejected(List<Problem.InvalidParameter> parameters) {
        String count = parameters.size() == 1 ? "one thing is wrong" : parameters.size() + " things are wrong";
        return Problem.of(HttpStatus.UNPROCESSABLE, count + ", nothing was changed", parameters);
    }

    private static HttpAnswer json(int status, ObjectNode body) {
        return HttpAnswer.of(status, HttpAnswer.JSON, body + "\n").with("Cache-Control", "no-store");
    }

    private static String etag(int revision) {
        return "\"" + revision + "\"";
    }

    private HttpAnswer list(ResourceKind kind, HttpRequest request) {
        Page page = Page.of(request, kind == ResourceKind.SUBSCRIPTION || kind == ResourceKind.GRANT);
        List<StoredResource> found = resources.list(kind, page.customer(), page.after(), page.size() + 1);
        Instant now = clock.instant();
        List<ObjectNode> items = found.stream()
                .limit(page.size())
                .map(stored -> ResourceJson.of(stored, now))
                .toList();
        String next = found.size() > page.size()
                ? found.get(page.size() - 1).resource().id().id()
                : null;
        return json(HttpStatus.OK, ResourceJson.page(items, next));
    }

    private HttpAnswer get(ResourceKind kind, HttpRequest request) {
        ResourcePath path = ResourcePath.of(kind, request.path());
        if ("history".equals(path.verb())) {
            return history(path.id(), Page.of(request, false));
        }
        path.expectNoVerb();
        Page.none(request);
        StoredResource found = resources.find(path.id());
        return json(HttpStatus.OK, ResourceJson.of(found, clock.instant())).with("ETag", etag(found.revision()));
    }

    private HttpAnswer history(ResourceId id, Page page) {
        String after = page.after();
        int before = after == null ? Integer.MAX_VALUE : Page.revision(after);
        List<HistoryStore.Entry> found = resources.history(id, before, page.size() + 1);
        List<ObjectNode> items =
                found.stream().limit(page.size()).map(ResourceJson::of).toList();
        String next = found.size() > page.size()
                ? Integer.toString(found.get(page.size() - 1).revision())
                : null;
        return json(HttpStatus.OK, ResourceJson.page(items, next));
    }

    private HttpAnswer put(ResourceKind kind, HttpRequest request) {
        Page.none(request);
        ResourcePath path = ResourcePath.of(kind, request.path());
        path.expectNoVerb();
        ObjectNode document = path.named(RequestJson.object(request.body()));
        Edit edit = Applying.one(document, precondition(request), signed(request));
        Changed made = changed(path.id(), edit, request);
        int status = made.action() == Revision.Action.CREATED ? HttpStatus.CREATED : HttpStatus.OK;
        return tagged(json(status, ResourceJson.of(made.stored(), made.at())), made);
    }

    private static HttpAnswer tagged(HttpAnswer answer, Changed made) {
        return answer.with("ETag", etag(made.stored().revision()))
                .with("Tollgate-Action", ResourceJson.lowerCase(made.action()));
    }

    /**
     * What a request made of a resource.
     *
     * @param at the moment of which the answer tells: an answer that is given again is the same
     */
    private record Changed(StoredResource stored, Revision.Action action, Instant at) {}

    private Changed changed(ResourceId id, Edit edit, HttpRequest request) {
        Outcome outcome = make(edit, request);
        if (outcome instanceof Outcome.Repeated repeated) {
            Outcome.Done done = repeated.documents().get(0);
            StoredResource stored = resources.find(id, done.revision());
            return new Changed(stored, done.action(), stored.changedAt());
        }
        Revision made = ((Outcome.Made) outcome).revisions().get(0);
        boolean isNew = made.action() != Revision.Action.UNCHANGED;
        return new Changed(stored(made), made.action(), isNew ? made.changedAt() : clock.instant());
    }

    private Outcome make(Edit edit, HttpRequest request) {
        return IdempotencyKey.of(request)
                .map(repeatable -> changes.make(edit, repeatable))
                .orElseGet(() -> new Outcome.Made(changes.make(edit)));
    }

    private HttpAnswer delete(ResourceKind kind, HttpRequest request) {
        Page.none(request);
        ResourcePath path = ResourcePath.of(kind, request.path());
        path.expectNoVerb();
        Outcome unused = make(new Deleting(path.id(), precondition(request), signed(request)), request);
        return HttpAnswer.text(HttpStatus.NO_CONTENT, "");
    }

    private HttpAnswer apply(HttpRequest request) {
        Map<String, String> query = Page.parameters(request, Set.of(DRY_RUN));
        String dry = query.getOrDefault(DRY_RUN, "false");
        if (!dry.equals("true") && !dry.equals("false")) {
            throw new BadRequestException(DRY_RUN + ": expected true or false");
        }
        ObjectNode body = RequestJson.object(request.body());
        RequestJson.expectOnly(body, Set.of(DOCUMENTS, "author", "reason"));
        Signed signed = RequestJson.signed(RequestJson.text(body, "author"), RequestJson.text(body, "reason"));
        List<ObjectNode> documents = documents(body.get(DOCUMENTS));
        Edit edit = Applying.all(documents, signed);
        try {
            Outcome outcome = dry.equals("true") ? new Outcome.Made(changes.tryOut(edit)) : make(edit, request);
            return json(HttpStatus.OK, ResourceJson.results(documents, outcome));
        } catch (RejectedDocumentsException e) {
            return rejected(e, true);
        }
    }

    private static List<ObjectNode> documents(@Nullable JsonNode said) {
        if (said == null || !said.isArray() || said.isEmpty() || said.size() > MOST_DOCUMENTS) {
            throw new BadRequestException(DOCUMENTS + ": expected a list of 1 to " + MOST_DOCUMENTS + " documents");
        }
        List<ObjectNode> documents = new ArrayList<>();
        for (JsonNode document : said) {
            if (!(document instanceof ObjectNode object)) {
                throw new BadRequestException(DOCUMENTS + "[" + documents.size() + "]: no JSON object");
            }
            documents.add(object);
        }
        return documents;
    }

    private HttpAnswer verb(HttpRequest request) {
        Page.none(request);
        ResourcePath path = ResourcePath.of(ResourceKind.SUBSCRIPTION, request.path());
        Edit edit = VerbRequest.read(path, RequestJson.object(request.body()), signed(request));
        Changed made = changed(path.id(), edit, request);
        if (!(made.stored().resource() instanceof Subscription subscription)) {
            throw new IllegalStateException("no subscription: " + path.id());
        }
        return tagged(json(HttpStatus.OK, ResourceJson.currentAndNext(made.stored(), subscription, made.at())), made);
    }

    private static StoredResource stored(Revision revision) {
        Resource resource = requireNonNull(revision.resource(), "a resource that is there");
        return new StoredResource(
                resource, revision.number(), revision.changedAt(), revision.author(), revision.reason());
    }

    private static Precondition precondition(HttpRequest request) {
        String match = request.header("If-Match");
        String noneMatch = request.header("If-None-Match");
        if (noneMatch != null && (match != null || !noneMatch.strip().equals("*"))) {
            throw new BadRequestException("If-None-Match: expected *, and no If-Match beside it");
        }
        return match == null
                ? noneMatch == null ? Precondition.NONE : Precondition.ABSENT
                : Precondition.revision(Page.revision(unquoted(match.strip())));
    }

    private static String unquoted(String tag) {
        if (tag.length() < 3 || !tag.startsWith("\"") || !tag.endsWith("\"")) {
            throw new BadRequestException("If-Match: expected the ETag of an answer, such as \"3\" in double quotes");
        }
        return tag.substring(1, tag.length() - 1);
    }

    private static Signed signed(HttpRequest request) {
        return RequestJson.signed(decoded(request, "Tollgate-Author"), decoded(request, "Tollgate-Reason"));
    }

    private static @Nullable String decoded(HttpRequest request, String name) {
        String value = request.header(name);
        return value == null ? null : PercentEncoding.decodePath(value);
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        work.close();
    }
}
