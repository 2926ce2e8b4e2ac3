package io.tollgate.streams.ledger.export;

import com.fasterxml.jackson.databind.util.RawValue;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.SilentGateway;
import io.tollgate.streams.json.JsonText;
import io.tollgate.topic.AccountingEvents;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects, one on a line, each with all fields. */
final class JsonRowWriter implements RowWriter {

    private final Writer out;

    /** One of the gateways that may have counted more. */
    private record SilentGatewayJson(
            UUID gateway,
            String startedAt,
            String label,
            @Nullable String reportedUpTo) {

        private static SilentGatewayJson of(SilentGateway gateway) {
            Incarnation sender = AccountingEvents.incarnation(gateway.getSender());
            Long reportedUpTo = gateway.getReportedUpTo();
            return new SilentGatewayJson(
                    sender.gatewayId(),
                    Column.instant(sender.startedAtMillis()),
                    gateway.getLabel(),
                    reportedUpTo == null ? null : Column.instant(reportedUpTo));
        }
    }

    JsonRowWriter(Writer out) {
        this.out = out;
    }

    @Override
    public void begin() {
        // every line says what it holds
    }

    @Override
    public void write(LedgerRow row) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            Object value = column.of(row);
            fields.put(
                    column.title(),
                    column == Column.DESCRIPTOR && value != null ? new RawValue(value.toString()) : value);
        }
        fields.put(
                "silent_gateways",
                row.event().getSilent().stream().map(SilentGatewayJson::of).toList());
        JsonText.write(fields, out);
        out.write('\n');
    }
}
