package io.tollgate.gateway.hits;

import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.journal.AdaptiveInterval;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which counters are to be reported, and when. Holds each counter once, and forgets it when it rested for the report
 * age. Used by the reporter's thread only.
 */
final class ReportSchedule {

    private final AdaptiveInterval pace;
    private final Map<Counter, CounterReport> reports = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));

    private record Due(CounterReport report, long nanos) {}

    ReportSchedule(AdaptiveInterval pace) {
        this.pace = pace;
    }

    /** Returns how long hits wait for a report now, where nothing hurries them. */
    long ageNanos() {
        return pace.interval(reports.size()).toNanos();
    }

    /** Returns where the reporting of a counter stands; one that was not reported lately may be at once. */
    CounterReport of(Counter counter, long nanos) {
        return reports.computeIfAbsent(
                counter,
                added -> new CounterReport(added, nanos - pace.longest().toNanos()));
    }

    /** Has a counter looked at at the given time, or earlier if that was said before. */
    void lookAt(CounterReport report, long nanos) {
        if (nanos < report.dueNanos) {
            report.dueNanos = nanos;
            due.add(new Due(report, nanos));
        }
    }

    /** Has every counter looked at now. */
    void lookAtAll(long nanos) {
        reports.values().forEach(report -> lookAt(report, nanos));
    }

    /** Takes the next counter whose time has come; null if there is none. */
    @Nullable CounterReport takeDue(long nanos) {
        for (Due next = due.peek(); next != null && next.nanos <= nanos; next = due.peek()) {
            due.remove();
            if (next.nanos == next.report.dueNanos) { // else another time was said meanwhile
                next.report.dueNanos = CounterReport.NOT_DUE;
                return next.report;
            }
        }
        return null;
    }

    /** Forgets a counter that rested for the age: until then the pace of its reports must be known. */
    void rest(CounterReport report, long nanos) {
        report.trim();
        if (!report.isIdle()) {
            return;
        }
        long ageNanos = ageNanos();
        if (nanos - report.lastNanos >= ageNanos) {
            reports.remove(report.counter);
        } else {
            lookAt(report, report.lastNanos + ageNanos);
        }
    }

    /** Returns when the next counter is due; the largest long if none is. */
    long nextNanos() {
        Due next = due.peek();
        return next == null ? Long.MAX_VALUE : next.nanos;
    }

    Collection<CounterReport> all() {
        return reports.values();
    }

    int size() {
        return reports.size();
    }
}
