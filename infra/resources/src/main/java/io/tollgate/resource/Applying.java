package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.resource.RejectedDocumentsException.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes resources what documents say. Immutable. */
public final class Applying implements Edit {

    /** Fits into a record of Kafka, which has 1 MiB as it comes. */
    private static final int MOST_BYTES = 512 << 10;

    private static final Pattern PLAN_OF_PHASE = Pattern.compile("phases\\[[0-9]+]\\.plan");

    private final List<ObjectNode> documents;
    private final Precondition precondition;
    private final Signed signed;

    private Applying(List<ObjectNode> documents, Precondition precondition, Signed signed) {
        this.documents = List.copyOf(documents);
        this.precondition = requireNonNull(precondition, "precondition");
        this.signed = requireNonNull(signed, "signed");
    }

    /** Returns the edit that applies documents, all or none; nobody may change them afterwards. */
    public static Applying all(List<ObjectNode> documents, Signed signed) {
        return new Applying(documents, Precondition.NONE, signed);
    }

    /**
     * Returns the edit that applies one document.
     *
     * @param precondition must hold of the resource
     */
    public static Applying one(ObjectNode document, Precondition precondition, Signed signed) {
        return new Applying(List.of(document), precondition, signed);
    }

    @Override
    public List<Revision> on(ResourceView resources, Instant now) {
        Instant at = Instant.ofEpochMilli(now.toEpochMilli());
        List<Rejected> rejected = new ArrayList<>();
        ResourceView once = new ReadOnce(resources);
        List<Read> read = read(once, at, rejected);
        if (rejected.isEmpty()) {
            judge(once, read, rejected);
        }
        if (!rejected.isEmpty()) {
            throw new RejectedDocumentsException(rejected);
        }
        return read.stream().map(Read::revision).toList();
    }

    /** What a document says, beside what is there. */
    private record Read(int document, @Nullable Resource before, Resource after, Revision revision) {}

    private List<Read> read(ResourceView resources, Instant at, List<Rejected> rejected) {
        List<Read> read = new ArrayList<>();
        Map<ResourceId, Integer> seen = new HashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            try {
                ResourceId id = DocumentReader.id(documents.get(i));
                Integer first = seen.putIfAbsent(id, i);
                if (first != null) {
                    rejected.add(new Rejected(
                            i, new DocumentProblem("key", "document " + first + " is about " + id + " too")));
                    continue;
                }
                StoredResource before = resources.find(id);
                precondition.check(before);
                Resource known = before == null ? null : before.resource();
                Resource after = DocumentReader.read(documents.get(i), id, other -> found(resources, other), at);
                Revision revision = revision(resources, before, after, at);
                int bytes = revision.isNew() ? bytes(after) : 0; // what is there already fits
                if (bytes > MOST_BYTES) {
                    rejected.add(new Rejected(
                            i,
                            new DocumentProblem(
                                    "", "takes " + bytes + " bytes (expected: at most " + MOST_BYTES + ")")));
                }
                read.add(new Read(i, known, after, revision));
            } catch (BadDocumentException e) {
                int document = i;
                e.problems().forEach(problem -> rejected.add(new Rejected(document, problem)));
            }
        }
        return read;
    }

    private static @Nullable Resource found(ResourceView resources, ResourceId id) {
        StoredResource stored = resources.find(id);
        return stored == null ? null : stored.resource();
    }

    private static int bytes(Resource resource) {
        return DocumentWriter.document(resource).toString().getBytes(UTF_8).length;
    }

    private Revision revision(ResourceView resources, @Nullable StoredResource before, Resource after, Instant at) {
        return revision(resources, before, after, at, signed);
    }

    static Revision revision(
            ResourceView resources, @Nullable StoredResource before, Resource after, Instant at, Signed signed) {
        if (before != null && before.resource().equals(after)) {
            return Revision.unchanged(before);
        }
        StoredResource stored =
                new StoredResource(after, resources.revision(after.id()) + 1, at, signed.author(), signed.reason());
        return Revision.of(stored, before == null ? Revision.Action.CREATED : Revision.Action.CHANGED);
    }

    private void judge(ResourceView resources, List<Read> read, List<Rejected> rejected) {
        List<StoredResource> changes = new ArrayList<>();
        for (Read one : read) {
            if (one.revision.isNew()) {
                changes.add(new StoredResource(
                        one.after,
                        one.revision.number(),
                        one.revision.changedAt(),
                        one.revision.author(),
                        one.revision.reason()));
            }
        }
        ResourceView after = new LaidOver(resources, changes);
        for (Read one : read) {
            if (one.revision.isNew()) {
                ResourceRules.problems(after, one.before, one.after)
                        .forEach(problem -> rejected.add(new Rejected(one.document, said(one.document, problem))));
            }
        }
    }

    /** A document that names one plan may lead to several phases, which it does not say. */
    private DocumentProblem said(int document, DocumentProblem problem) {
        return !documents.get(document).has("phases")
                        && PLAN_OF_PHASE.matcher(problem.path()).matches()
                ? new DocumentProblem("plan", problem.message())
                : problem;
    }
}
