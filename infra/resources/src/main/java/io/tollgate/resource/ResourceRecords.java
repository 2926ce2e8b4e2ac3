package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.event.RequestEvent;
import io.tollgate.event.ResourceEvent;
import io.tollgate.plan.Resource;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Resources as records of the topics that keep them. Thread-safe. */
public final class ResourceRecords {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String REQUEST = "request/";

    private ResourceRecords() {}

    /** Returns the key of a resource's record in the topic {@code resources}. */
    public static byte[] key(ResourceId id) {
        return (id.kind().lowerCase() + "/" + id.id()).getBytes(UTF_8);
    }

    /** Returns the key of a revision's record in the topic {@code resource-history}. */
    public static byte[] historyKey(ResourceId id, int revision) {
        byte[] key = key(id);
        return ByteBuffer.allocate(key.length + 1 + Integer.BYTES)
                .put(key)
                .put((byte) 0)
                .putInt(revision)
                .array();
    }

    /** Returns the name that a record's key is of; empty if it is of none that this release knows. */
    public static Optional<ResourceId> id(byte[] key) {
        String text = new String(key, UTF_8);
        int slash = text.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Arrays.stream(ResourceKind.values())
                        .filter(kind -> kind.lowerCase().equals(text.substring(0, slash)))
                        .findAny()
                        .map(kind -> new ResourceId(kind, text.substring(slash + 1)));
    }

    /** Returns the key of the record by which a request is remembered, in the topic {@code resources}. */
    static byte[] requestKey(String key) {
        return (REQUEST + key).getBytes(UTF_8);
    }

    /** Returns the key of the request that is remembered by a record with a key; empty if it is of something else. */
    static Optional<String> requestOf(byte[] key) {
        String text = new String(key, UTF_8);
        return text.startsWith(REQUEST) ? Optional.of(text.substring(REQUEST.length())) : Optional.empty();
    }

    /**
     * Returns the request that the value of a record remembers.
     *
     * @throws IllegalArgumentException if it is none that this release understands
     */
    static RequestEvent request(byte[] value) {
        return decoded(EventCodec.REQUESTS, value);
    }

    /** Returns the event of a revision. */
    public static ResourceEvent event(Revision revision) {
        Resource resource = revision.resource();
        return new ResourceEvent(
                revision.number(),
                resource == null ? null : DocumentWriter.document(resource).toString(),
                revision.changedAt().toEpochMilli(),
                revision.author(),
                revision.reason());
    }

    /**
     * Returns the event that the value of a record is.
     *
     * @throws IllegalArgumentException if it is none that this release understands
     */
    static ResourceEvent decoded(byte[] value) {
        return decoded(EventCodec.RESOURCES, value);
    }

    private static <T extends SpecificRecordBase> T decoded(EventCodec<T> codec, byte[] value) {
        try {
            return codec.decode(value);
        } catch (UnknownSchemaException | UndecodableEventException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Returns what the value of a record says; null where the resource was deleted.
     *
     * @throws IllegalArgumentException if it says nothing that this release understands
     */
    static @Nullable StoredResource stored(byte[] value) {
        ResourceEvent event = decoded(value);
        String text = event.getDocument();
        if (text == null) {
            return null;
        }
        Instant changedAt = Instant.ofEpochMilli(event.getChangedAt());
        return new StoredResource(
                resource(text, changedAt), event.getRevision(), changedAt, event.getAuthor(), event.getReason());
    }

    /**
     * Returns what a document of a record says.
     *
     * @throws IllegalArgumentException if it says nothing that this release understands
     */
    static Resource resource(String text, Instant changedAt) {
        try {
            JsonNode document = MAPPER.readTree(text);
            if (!(document instanceof ObjectNode object)) {
                throw new IllegalArgumentException("not a document");
            }
            return DocumentReader.read(object, id -> null, changedAt);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a document: " + e.getMessage(), e);
        } catch (BadDocumentException e) {
            throw new IllegalArgumentException(
                    "a document that this release does not understand: " + e.getMessage(), e);
        }
    }
}
