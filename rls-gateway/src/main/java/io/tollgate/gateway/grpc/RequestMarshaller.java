package io.tollgate.gateway.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of one type, also those whose texts are not UTF-8: whoever sends a header with such a byte would
 * otherwise be let through by Envoy, past every limit. Reading a request that is right takes what gRPC's own marshaller
 * takes, one copy into a buffer of the thread. Never throws: what is no message becomes {@link #isUnreadable one that is
 * told apart}, since gRPC writes a stack trace for each exception of a marshaller. Thread-safe.
 */
final class RequestMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {

    /** Nearly all requests fit; larger ones get an array that nobody keeps. */
    private static final int KEPT_BYTES = 16 << 10;

    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[KEPT_BYTES]);

    private final MethodDescriptor.Marshaller<Q> strict;
    private final Message prototype;
    private final Parser<? extends Message> parser;
    private final Q unreadable;

    private RequestMarshaller(MethodDescriptor.Marshaller<Q> strict, Message prototype, Q unreadable) {
        this.strict = requireNonNull(strict, "strict");
        this.prototype = prototype;
        this.parser = prototype.getParserForType();
        this.unreadable = unreadable;
    }

    /**
     * Returns a marshaller that takes the place of a generated one.
     *
     * @throws IllegalArgumentException if that one is not for messages of protobuf
     */
    @SuppressWarnings("unchecked") // a message makes messages of its own type
    static <Q> RequestMarshaller<Q> of(MethodDescriptor.Marshaller<Q> strict) {
        if (strict instanceof MethodDescriptor.PrototypeMarshaller<Q> known
                && known.getMessagePrototype() instanceof Message prototype) {
            return new RequestMarshaller<>(
                    strict, prototype, (Q) prototype.newBuilderForType().buildPartial());
        }
        throw new IllegalArgumentException("marshaller: " + strict + " (expected: one of protobuf messages)");
    }

    /** Returns whether what was read is no message. */
    boolean isUnreadable(@Nullable Q request) {
        return request == unreadable; // the very object, not its value: an empty message is right
    }

    @Override
    public InputStream stream(Q request) {
        return strict.stream(request);
    }

    @Override
    public Q parse(InputStream stream) {
        try {
            if (!(stream instanceof KnownLength)) {
                byte[] all = stream.readAllBytes(); // gRPC bounds it
                return parse(all, all.length);
            }
            int size = stream.available();
            byte[] bytes = size <= KEPT_BYTES ? BUFFER.get() : new byte[size];
            return parse(bytes, stream.readNBytes(bytes, 0, size));
        } catch (IOException | StatusRuntimeException e) { // the latter when it is too large once it is unpacked
            return unreadable;
        }
    }

    @SuppressWarnings("unchecked") // the parser is that of the prototype
    private Q parse(byte[] bytes, int size) throws InvalidProtocolBufferException {
        try {
            return (Q) parser.parseFrom(
                    CodedInputStream.newInstance(bytes, 0, size), ExtensionRegistryLite.getEmptyRegistry());
        } catch (InvalidProtocolBufferException e) {
            byte[] mended = BrokenTexts.mend(Arrays.copyOf(bytes, size), prototype.getDescriptorForType());
            return (Q) parser.parseFrom(mended, ExtensionRegistryLite.getEmptyRegistry());
        }
    }
}
