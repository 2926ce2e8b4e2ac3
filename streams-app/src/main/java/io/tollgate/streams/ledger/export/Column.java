package io.tollgate.streams.ledger.export;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.streams.json.EntryJson;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an export says of a row, in its order: further columns go to the end, since programs read them by place. */
enum Column {
    POSITION(row -> row.position().toString()),
    KIND(row -> row.event().getKind().name().toLowerCase(Locale.ROOT)),
    DOMAIN(row -> row.descriptor().map(DescriptorCounter::getDomain).orElse(null)),
    DESCRIPTOR(row -> row.descriptor().map(EntryJson::text).orElse(null)),
    SUBSCRIPTION(row -> row.quota().map(QuotaCounter::getSubscription).orElse(null)),
    FEATURE(row -> row.quota().map(QuotaCounter::getFeature).orElse(null)),
    WINDOW_START(row -> instant(row.key().getStart())),
    WINDOW_END(row -> instant(row.key().getEnd())),
    REVISION(row -> (long) row.key().getRevision()),
    ADMITTED(row -> row.event().getTotals().getAdmitted()),
    DENIED_HERE(row -> row.event().getTotals().getDeniedHere()),
    DENIED_ELSEWHERE(row -> row.event().getTotals().getDeniedElsewhere()),
    GIVEN_BACK(row -> row.event().getTotals().getGivenBack()),
    WOULD_DENY(row -> row.event().getTotals().getWouldDeny()),
    BILLABLE(LedgerRow::billable),
    ADJUSTED_ADMITTED(row -> row.event().getAdjusted().getAdmitted()),
    ADJUSTED_GIVEN_BACK(row -> row.event().getAdjusted().getGivenBack()),
    WRITTEN_AT(row -> instant(row.event().getWrittenAt())),
    SILENT(row -> (long) row.event().getSilentCount()),
    CUSTOMER(row -> row.event().getCustomer()),
    PLAN(row -> row.event().getPlan());

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above have no state
    private final Value value;

    private interface Value {
        @Nullable Object of(LedgerRow row);
    }

    Column(Value value) {
        this.value = value;
    }

    /** Returns the name of the column and of the JSON field. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns a String, a Long, or null where the row has no such thing; of {@link #DESCRIPTOR} the String is JSON. */
    @Nullable Object of(LedgerRow row) {
        return value.of(row);
    }

    /** Returns an instant in UTC, with seconds, and with milliseconds where it has any. */
    static String instant(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
