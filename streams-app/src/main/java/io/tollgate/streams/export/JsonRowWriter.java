package io.tollgate.streams.export;

import com.google.gson.stream.JsonWriter;
import io.tollgate.event.SilentGateway;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects, one on a line, each with all fields. */
final class JsonRowWriter implements RowWriter {

    private final Writer out;

    JsonRowWriter(Writer out) {
        this.out = out;
    }

    @Override
    public void begin() {
        // every line says what it holds
    }

    @Override
    @SuppressWarnings("resource") // closing it would close the writer, which takes further rows
    public void write(LedgerRow row) throws IOException {
        JsonWriter json = new JsonWriter(out);
        json.beginObject();
        for (Column column : Column.values()) {
            json.name(column.title());
            write(column, column.of(row), json);
        }
        json.name("silent_gateways").beginArray();
        for (SilentGateway gateway : row.event().getSilent()) {
            write(gateway, json);
        }
        json.endArray().endObject();
        out.write('\n');
    }

    private static void write(Column column, @Nullable Object value, JsonWriter json) throws IOException {
        if (value == null) {
            json.nullValue();
        } else if (value instanceof Long number) {
            json.value(number.longValue());
        } else if (column == Column.DESCRIPTOR) {
            json.jsonValue(value.toString());
        } else {
            json.value(value.toString());
        }
    }

    private static void write(SilentGateway gateway, JsonWriter json) throws IOException {
        ByteBuffer id = ByteBuffer.wrap(gateway.getSender().getGatewayId().bytes());
        Long reportedUpTo = gateway.getReportedUpTo();
        json.beginObject();
        json.name("gateway").value(new UUID(id.getLong(), id.getLong()).toString());
        json.name("started_at").value(Column.instant(gateway.getSender().getStartedAt()));
        json.name("label").value(gateway.getLabel());
        json.name("reported_up_to").value(reportedUpTo == null ? null : Column.instant(reportedUpTo));
        json.endObject();
    }
}
