package io.tollgate.streams.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets records aside, byte for byte, with headers that say why and where they were. Used by the thread of its task. */
public final class DeadLetters {

    /** The sink of records that were set aside. */
    public static final String SINK = "dead-letter";

    /** Header that says what is wrong. */
    public static final String ERROR = "tollgate.error";
    /** Headers that say where the record was. */
    public static final String TOPIC = "tollgate.topic";

    public static final String PARTITION = "tollgate.partition";
    public static final String OFFSET = "tollgate.offset";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST_ERROR = 500;

    private final ProcessorContext<byte[], Object> context;
    private final String sink;
    private final Runnable onSetAside;

    /** @param onSetAside told of each record, to count it */
    public DeadLetters(ProcessorContext<byte[], Object> context, Runnable onSetAside) {
        this(context, SINK, onSetAside);
    }

    /**
     * @param sink the sink to send to, where a sub-topology has one of its own
     * @param onSetAside told of each record, to count it
     */
    public DeadLetters(ProcessorContext<byte[], Object> context, String sink, Runnable onSetAside) {
        this.context = requireNonNull(context, "context");
        this.sink = requireNonNull(sink, "sink");
        this.onSetAside = requireNonNull(onSetAside, "onSetAside");
    }

    /** Sends the record that is being processed to the dead-letter topic. */
    @SuppressWarnings("NullAway") // a poison record may be without a value, Kafka's Record does not say so
    public void setAside(Record<byte[], ?> record, byte @Nullable [] value, String error) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        String reason = error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
        Headers headers = new RecordHeaders(record.headers())
                .add(ERROR, reason.getBytes(UTF_8))
                .add(TOPIC, from.topic().getBytes(UTF_8))
                .add(PARTITION, Integer.toString(from.partition()).getBytes(UTF_8))
                .add(OFFSET, Long.toString(from.offset()).getBytes(UTF_8));
        context.forward(record.<Object>withValue(value).withHeaders(headers), sink);
        onSetAside.run();
        LOG.warn(
                "set aside {}-{} offset {} as a dead letter, it is unaccounted: {}",
                from.topic(),
                from.partition(),
                from.offset(),
                reason);
    }
}
