package io.tollgate.gateway.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts of a message UTF-8: what is none becomes U+FFFD, as Java's decoder does it. The rest of a text stays, and
 * broken texts that differ may become one, never the other way: a limit then counts them together. The message is read
 * without its schema, which would reject it, and its texts are found by the schema afterwards.
 */
final class BrokenTexts {

    private BrokenTexts() {}

    /**
     * Returns the message with its texts mended.
     *
     * @throws InvalidProtocolBufferException if something else than a text is wrong
     */
    static byte[] mend(byte[] message, Descriptor type) throws InvalidProtocolBufferException {
        return mend(UnknownFieldSet.parseFrom(message), type).toByteArray();
    }

    private static UnknownFieldSet mend(UnknownFieldSet message, Descriptor type)
            throws InvalidProtocolBufferException {
        UnknownFieldSet.Builder mended = UnknownFieldSet.newBuilder();
        for (Map.Entry<Integer, Field> field : message.asMap().entrySet()) {
            mended.addField(field.getKey(), mend(field.getValue(), type.findFieldByNumber(field.getKey())));
        }
        return mended.build();
    }

    private static Field mend(Field field, @Nullable FieldDescriptor known) throws InvalidProtocolBufferException {
        if (known == null || field.getLengthDelimitedList().isEmpty()) {
            return field;
        }
        return switch (known.getJavaType()) {
            case STRING -> withTexts(field);
            case MESSAGE -> withMessages(field, known.getMessageType());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, BYTE_STRING, ENUM -> field;
        };
    }

    private static Field withTexts(Field field) {
        Field.Builder mended = Field.newBuilder();
        for (ByteString text : field.getLengthDelimitedList()) {
            mended.addLengthDelimited(text.isValidUtf8() ? text : ByteString.copyFromUtf8(text.toStringUtf8()));
        }
        return mended.build();
    }

    private static Field withMessages(Field field, Descriptor type) throws InvalidProtocolBufferException {
        Field.Builder mended = Field.newBuilder();
        for (ByteString message : field.getLengthDelimitedList()) {
            mended.addLengthDelimited(
                    mend(UnknownFieldSet.parseFrom(message), type).toByteString());
        }
        return mended.build();
    }
}
