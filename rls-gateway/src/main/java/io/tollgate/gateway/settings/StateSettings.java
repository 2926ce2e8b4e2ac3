package io.tollgate.gateway.settings;

import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;
import java.time.Duration;

/** Where and how state is kept, and how hits are reported. */
public final class StateSettings {

    private static final long MIB = 1 << 20;
    private static final long LEAST_JOURNAL_BYTES = 8 * MIB;

    public static final Setting<String> DATA_DIR = own(
            "data.dir",
            SettingTypes.NAME,
            null,
            "Folder for state that must survive the process. Each gateway needs its own.");
    public static final Setting<String> LABEL =
            own("gateway.label", SettingTypes.TEXT, "", "Name of this gateway for people. It need not be unique.");
    public static final Setting<Duration> REPORT_AGE = own(
            "report.age.ms",
            SettingTypes.millis(10, 60_000),
            "1000",
            "How long hits wait for a report that is not urgent, while few counters are in use. A"
                    + " larger value costs less CPU and loses more hits if the disk is lost.");
    public static final Setting<Long> REPORTS_PER_SECOND = own(
            "reports.per.second",
            SettingTypes.number(1, 1_000_000),
            "2000",
            "Upper bound on routine reports per second. When more counters are active, routine"
                    + " reports wait longer than `report.age.ms`, up to `report.age.max.ms`.");
    public static final Setting<Duration> REPORT_AGE_MAX =
            own("report.age.max.ms", SettingTypes.millis(10, 60_000), "5000", "Longest wait of a routine report.");
    public static final Setting<Duration> REPORT_SPACING = own(
            "report.spacing.ms",
            SettingTypes.millis(1, 60_000),
            "10",
            "Shortest time between two reports of one counter, urgent ones too.");
    public static final Setting<Duration> SYNC_INTERVAL = own(
            "journal.sync.interval.ms",
            SettingTypes.millis(1, 60_000),
            "50",
            "How often dirty totals are checkpointed and forced to disk, while few counters are in"
                    + " use. A crash of the machine loses at most this time; a kill of the process loses"
                    + " nothing.");
    public static final Setting<Long> COPIES_PER_SECOND = own(
            "journal.copies.per.second",
            SettingTypes.number(1, Integer.MAX_VALUE),
            "20000",
            "Upper bound on checkpointed totals per second. When more counters are in use, they are"
                    + " checkpointed less often than `journal.sync.interval.ms`.");
    public static final Setting<Duration> SYNC_INTERVAL_MAX = own(
            "journal.sync.interval.max.ms",
            SettingTypes.millis(1, 60_000),
            "1000",
            "Longest time that totals wait for their checkpoint.");
    public static final Setting<Long> JOURNAL_MAX_BYTES = own(
            "journal.max.bytes",
            SettingTypes.number(LEAST_JOURNAL_BYTES, Long.MAX_VALUE),
            "536870912",
            "How large the journal may become; it starts with 8 MiB.");
    public static final Setting<String> ON_JOURNAL_FULL = own(
            "journal.on.full",
            SettingTypes.oneOf("allow", "deny"),
            "allow",
            "What happens to new counters when the journal is full: `allow` counts them on the heap"
                    + " only, `deny` denies their requests.");
    public static final Setting<Long> MAX_COUNTERS = own(
            "counters.max.on.heap",
            SettingTypes.number(1_000, Integer.MAX_VALUE),
            "1000000",
            "Above this number, counters that were not hit for 5 s are evicted to disk.");
    public static final Setting<Long> METERED_COUNTERS_MAX = own(
            "metered.counters.max",
            SettingTypes.number(1, Long.MAX_VALUE),
            "1000000",
            "How many counters of a domain this gateway meters in an hour. Hits of further ones are in the ledger as one"
                    + " row for each rule. Limits hold all the same.");
    public static final Setting<Duration> COUNTER_IDLE = own(
            "counters.idle.ms",
            SettingTypes.millis(1_000, Long.MAX_VALUE),
            "600000",
            "A counter that was not hit for this long is evicted to disk.");
    public static final Setting<Long> USAGE_CACHE_BYTES = own(
            "usage.cache.bytes",
            SettingTypes.number(MIB, Long.MAX_VALUE),
            "33554432",
            "Memory to cache usage of counters that are not on the heap.");

    public static final Setting<Long> SUBJECTS_ON_HEAP = own(
            "subjects.max.on.heap",
            SettingTypes.number(100, Integer.MAX_VALUE),
            "100000",
            "How many subjects' plans and subscriptions are on the heap. Those of others are read from disk when their"
                    + " requests come.");

    static final SettingGroup GROUP = SettingGroup.of(
            "State and reports",
            DATA_DIR,
            LABEL,
            REPORT_AGE,
            REPORTS_PER_SECOND,
            REPORT_AGE_MAX,
            REPORT_SPACING,
            SYNC_INTERVAL,
            COPIES_PER_SECOND,
            SYNC_INTERVAL_MAX,
            JOURNAL_MAX_BYTES,
            ON_JOURNAL_FULL,
            MAX_COUNTERS,
            METERED_COUNTERS_MAX,
            COUNTER_IDLE,
            USAGE_CACHE_BYTES,
            SUBJECTS_ON_HEAP);

    private StateSettings() {}
}
