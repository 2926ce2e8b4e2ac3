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

    public static final Setting<String> DATA_DIR =
            own("data.dir", SettingTypes.NAME, null, "Folder of what must outlive the process, of this gateway alone.");
    public static final Setting<String> LABEL =
            own("gateway.label", SettingTypes.TEXT, "", "Name of this gateway for people; identifies nothing.");
    public static final Setting<Duration> REPORT_AGE = own(
            "report.age.ms",
            SettingTypes.millis(10, 60_000),
            "1000",
            "How long hits wait for their report, where nothing hurries them and few counters are in use. With it costs"
                    + " fall and what a lost disk can take rises.");
    public static final Setting<Long> REPORTS_PER_SECOND = own(
            "reports.per.second",
            SettingTypes.number(1, 1_000_000),
            "2000",
            "Where more counters are in use than make so many reports, those that nothing hurries wait longer than"
                    + " report.age.ms.");
    public static final Setting<Duration> REPORT_AGE_MAX = own(
            "report.age.max.ms",
            SettingTypes.millis(10, 60_000),
            "5000",
            "How long hits then wait for their report at the most.");
    public static final Setting<Duration> REPORT_SPACING = own(
            "report.spacing.ms",
            SettingTypes.millis(1, 60_000),
            "10",
            "How long a counter rests between two reports, however urgent.");
    public static final Setting<Duration> SYNC_INTERVAL = own(
            "journal.sync.interval.ms",
            SettingTypes.millis(1, 60_000),
            "50",
            "How often own totals that moved are copied and forced to disk, while few counters are in use: what a crash"
                    + " of the machine can take. A kill of the process takes nothing.");
    public static final Setting<Long> COPIES_PER_SECOND = own(
            "journal.copies.per.second",
            SettingTypes.number(1, Integer.MAX_VALUE),
            "20000",
            "Where more counters are in use than make so many copies, they are copied less often than"
                    + " journal.sync.interval.ms.");
    public static final Setting<Duration> SYNC_INTERVAL_MAX = own(
            "journal.sync.interval.max.ms",
            SettingTypes.millis(1, 60_000),
            "1000",
            "How long own totals then wait for their copy at the most.");
    public static final Setting<Long> JOURNAL_MAX_BYTES = own(
            "journal.max.bytes",
            SettingTypes.number(LEAST_JOURNAL_BYTES, Long.MAX_VALUE),
            "536870912",
            "How large the journal may become; it starts with 8 MiB.");
    public static final Setting<String> ON_JOURNAL_FULL = own(
            "journal.on.full",
            SettingTypes.oneOf("allow", "deny"),
            "allow",
            "Whether, with no room left, new counters are counted on the heap only (allow) or rejected (deny).");
    public static final Setting<Long> MAX_COUNTERS = own(
            "counters.max.on.heap",
            SettingTypes.number(1_000, Integer.MAX_VALUE),
            "1000000",
            "Counters on the heap above which those that were not used for 5 s leave it for the disk.");
    public static final Setting<Duration> COUNTER_IDLE = own(
            "counters.idle.ms",
            SettingTypes.millis(1_000, Long.MAX_VALUE),
            "600000",
            "How long a counter is not used before it leaves the heap for the disk.");
    public static final Setting<Long> USAGE_CACHE_BYTES = own(
            "usage.cache.bytes",
            SettingTypes.number(MIB, Long.MAX_VALUE),
            "33554432",
            "Memory for what is read of the usage of counters that are not on the heap.");

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
            COUNTER_IDLE,
            USAGE_CACHE_BYTES);

    private StateSettings() {}
}
