package io.tollgate.gateway.limits.file;

/** What the windows of a limit are aligned to. */
public enum WindowAlignment {
    /** The Unix epoch, as the reference has it: weeks from Thursday, months of 30 days, years of 365. */
    EPOCH,
    /** The calendar of a time zone: ISO weeks, real months and years. */
    CALENDAR
}
