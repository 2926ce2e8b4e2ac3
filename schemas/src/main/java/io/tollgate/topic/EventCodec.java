package io.tollgate.topic;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.HitEvent;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.RequestEvent;
import io.tollgate.event.ResourceEvent;
import io.tollgate.event.UsageEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.commons.io.input.UnsynchronizedByteArrayInputStream;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Events as bytes, in Avro's single-object encoding: two bytes of magic, the fingerprint of the writer's schema, the
 * record. Thread-safe.
 *
 * <p>The streams are such without a lock: Avro's own take one for each byte, which was half of what an event cost.
 */
public final class EventCodec<T extends SpecificRecordBase> {

    /** Values of the topic {@code hits}. */
    public static final EventCodec<HitEvent> HITS = new EventCodec<>(
            new BinaryMessageEncoder<>(TrustedEvents.MODEL, HitEvent.SCHEMA$, false),
            new BinaryMessageDecoder<>(TrustedEvents.MODEL, HitEvent.SCHEMA$),
            "hit-event-1.avsc",
            "hit-event-2.avsc",
            "hit-event-3.avsc");

    /** Values of the topic {@code usage}. */
    public static final EventCodec<UsageEvent> USAGE = new EventCodec<>(
            new BinaryMessageEncoder<>(TrustedEvents.MODEL, UsageEvent.SCHEMA$, false),
            new BinaryMessageDecoder<>(TrustedEvents.MODEL, UsageEvent.SCHEMA$));

    /** Values of the topic {@code ledger}. */
    public static final EventCodec<LedgerEvent> LEDGER = new EventCodec<>(
            new BinaryMessageEncoder<>(TrustedEvents.MODEL, LedgerEvent.SCHEMA$, false),
            new BinaryMessageDecoder<>(TrustedEvents.MODEL, LedgerEvent.SCHEMA$),
            "ledger-event-1.avsc");

    /** Values of the topics {@code adjustments} and {@code adjustments-by-counter}. */
    public static final EventCodec<AdjustmentEvent> ADJUSTMENTS = new EventCodec<>(
            new BinaryMessageEncoder<>(TrustedEvents.MODEL, AdjustmentEvent.SCHEMA$, false),
            new BinaryMessageDecoder<>(TrustedEvents.MODEL, AdjustmentEvent.SCHEMA$));

    /** Values of the topics {@code resources} and {@code resource-history}. */
    public static final EventCodec<ResourceEvent> RESOURCES = new EventCodec<>(
            new BinaryMessageEncoder<>(TrustedEvents.MODEL, ResourceEvent.SCHEMA$, false),
            new BinaryMessageDecoder<>(TrustedEvents.MODEL, ResourceEvent.SCHEMA$));

    /** Values of the topic {@code resources} that are no resources: requests that may come again. */
    public static final EventCodec<RequestEvent> REQUESTS = new EventCodec<>(
            new BinaryMessageEncoder<>(TrustedEvents.MODEL, RequestEvent.SCHEMA$, false),
            new BinaryMessageDecoder<>(TrustedEvents.MODEL, RequestEvent.SCHEMA$));

    /** Larger than nearly all events, so that no array has to grow. */
    private static final int USUAL_BYTES = 256;

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    /** @param earlier resources with schemas that events in the topics may have been written with, oldest first */
    private EventCodec(BinaryMessageEncoder<T> encoder, BinaryMessageDecoder<T> decoder, String... earlier) {
        this.encoder = encoder;
        this.decoder = decoder;
        for (String resource : earlier) {
            decoder.addSchema(schema(resource));
        }
    }

    private static Schema schema(String resource) {
        try (InputStream in = EventCodec.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(requireNonNull(in, resource));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + resource, e);
        }
    }

    /** Returns the event's bytes. */
    public byte[] encode(T event) {
        try {
            UnsynchronizedByteArrayOutputStream bytes = UnsynchronizedByteArrayOutputStream.builder()
                    .setBufferSize(USUAL_BYTES)
                    .get();
            encoder.encode(event, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not encode " + event.getSchema().getName(), e);
        }
    }

    /**
     * Returns the event that the bytes hold.
     *
     * @throws UnknownSchemaException if the writer's schema is not known here: not an error of the bytes, a newer
     *     release wrote them
     * @throws UndecodableEventException if the bytes are no event at all
     */
    public T decode(byte[] bytes) {
        try {
            return decoder.decode(
                    UnsynchronizedByteArrayInputStream.builder()
                            .setByteArray(bytes)
                            .get(),
                    null);
        } catch (MissingSchemaException e) {
            throw new UnknownSchemaException(
                    "written with a schema that this release does not know; upgrade it: " + e.getMessage(), e);
        } catch (SecurityException e) {
            throw e; // says something of this process, nothing of the bytes
        } catch (IOException | RuntimeException e) {
            throw new UndecodableEventException("not an event: " + e.getMessage(), e);
        }
    }

    /** Returns this codec as Kafka wants it. */
    public Serde<T> serde() {
        Serializer<T> serializer = (topic, event) -> encode(event);
        Deserializer<T> deserializer = (topic, bytes) -> decode(bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }
}
