package io.tollgate.gateway.tracing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A span as it came over OTLP, read by the numbers of its fields. */
public record ReceivedSpan(
        String name,
        String traceId,
        String parentSpanId,
        long kind,
        boolean failed,
        Map<String, String> attributes,
        Map<String, String> resource) {

    private static final long STATUS_CODE_ERROR = 2;

    /** Returns the spans of an {@code ExportTraceServiceRequest}. */
    static List<ReceivedSpan> decode(byte[] request) throws InvalidProtocolBufferException {
        List<ReceivedSpan> spans = new ArrayList<>();
        for (UnknownFieldSet resourceSpans : messages(UnknownFieldSet.parseFrom(request), 1)) {
            Map<String, String> resource = attributes(messages(resourceSpans, 1).get(0), 1);
            for (UnknownFieldSet scopeSpans : messages(resourceSpans, 2)) {
                for (UnknownFieldSet span : messages(scopeSpans, 2)) {
                    spans.add(read(span, resource));
                }
            }
        }
        return spans;
    }

    private static ReceivedSpan read(UnknownFieldSet span, Map<String, String> resource)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> status = messages(span, 15);
        return new ReceivedSpan(
                text(span, 5),
                hex(span, 1),
                hex(span, 4),
                span.getField(6).getVarintList().get(0),
                !status.isEmpty() && status.get(0).getField(3).getVarintList().contains(STATUS_CODE_ERROR),
                attributes(span, 9),
                resource);
    }

    private static Map<String, String> attributes(UnknownFieldSet message, int field)
            throws InvalidProtocolBufferException {
        Map<String, String> attributes = new TreeMap<>();
        for (UnknownFieldSet attribute : messages(message, field)) {
            attributes.put(text(attribute, 1), text(messages(attribute, 2).get(0), 1));
        }
        return attributes;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> messages = new ArrayList<>();
        for (var bytes : message.getField(field).getLengthDelimitedList()) {
            messages.add(UnknownFieldSet.parseFrom(bytes));
        }
        return messages;
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    private static String hex(UnknownFieldSet message, int field) {
        var values = message.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? "" : HexFormat.of().formatHex(values.get(0).toByteArray());
    }
}
