package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.ResourceKind;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Resources of one kind as rows for people. */
final class ResourceTable implements DocumentFormat {

    /** Stands for what a resource does not have. */
    private static final String NOTHING = "-";

    private static final int MOST_NAMED = 5;

    private static final Column KEY = Column.of("KEY", "key");
    private static final Column CUSTOMER = Column.of("CUSTOMER", "customer");
    private static final Column CHANGED = Column.of("CHANGED", "observed", "changed_at");
    private static final List<Column> GRANT = List.of(
            KEY,
            CUSTOMER,
            Column.of("FEATURE", "feature"),
            Column.of("LIMIT", "limit"),
            Column.of("AMOUNT", "amount"),
            Column.of("EFFECTIVE", "effective"),
            Column.of("EXPIRES", "expires"));

    private final List<Column> columns;
    private final TextTable table;

    private record Column(String name, Function<JsonNode, String> value) {
        static Column of(String name, String... path) {
            return new Column(name, document -> text(document, path));
        }
    }

    ResourceTable(ResourceKind kind) {
        this.columns = columns(kind);
        this.table = new TextTable(columns.stream().map(Column::name).toList());
    }

    private static List<Column> columns(ResourceKind kind) {
        return switch (kind) {
            case PLAN ->
                List.of(
                        KEY,
                        Column.of("VERSION", "version"),
                        Column.of("STATUS", "status"),
                        Column.of("PERIOD", "billing_period"),
                        new Column("FEATURES", plan -> names(plan.path("features"), feature -> text(feature, "key"))),
                        CHANGED);
            case CUSTOMER ->
                List.of(KEY, new Column("SUBJECTS", one -> names(one.path("subjects"), JsonNode::asText)), CHANGED);
            case SUBSCRIPTION ->
                List.of(
                        KEY,
                        CUSTOMER,
                        new Column("PLAN", ResourceTable::plan),
                        Column.of("STATE", "observed", "state"),
                        Column.of("FROM", "from"),
                        Column.of("TO", "to"));
            case GRANT -> GRANT;
        };
    }

    private static String plan(JsonNode subscription) {
        String now = text(subscription, "observed", "plan");
        return now.equals(NOTHING) ? text(subscription, "plan") : now;
    }

    private static String text(JsonNode document, String... path) {
        JsonNode found = document;
        for (String name : path) {
            found = found.path(name);
        }
        return found.isMissingNode() || found.isNull() ? NOTHING : found.asText();
    }

    private static String names(JsonNode list, Function<JsonNode, String> name) {
        List<String> names =
                StreamSupport.stream(list.spliterator(), false).map(name).toList();
        if (names.isEmpty()) {
            return NOTHING;
        }
        int more = names.size() - MOST_NAMED;
        return String.join(",", names.subList(0, Math.min(MOST_NAMED, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    @Override
    public void write(List<ObjectNode> documents, Writer out) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (ObjectNode document : documents) {
            rows.add(columns.stream()
                    .map(column -> column.value().apply(document))
                    .toList());
        }
        table.write(rows, out);
    }
}
