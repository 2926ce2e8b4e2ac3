package io.tollgate.streams.usage;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.model.Window;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.streams.usage.MergeResult.FoldedRow;
import io.tollgate.streams.usage.MergeResult.Implausible;
import io.tollgate.streams.usage.MergeResult.Merged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds what a record says to the row of its counter. Pure.
 *
 * <p>Covered senders move out of the row into rows of their own, so that the row that is rewritten at every hit stays
 * small. A crash may cut the log of row writes anywhere, so every prefix of it must be right:
 *
 * <ul>
 *   <li>The counter's row decides: a sender that it lists by name is not in the rest, whatever its own row says.
 *   <li>Only a sender that the row listed by name before this merge is folded, and its own row is written first.
 *   <li>Hits that raise a folded sender's totals bring it back by name, in one write; a later merge folds it again.
 * </ul>
 */
final class UsageFold {

    /** Beyond this many senders by name, those that are not live are folded as if covered, the oldest first. */
    static final int MOST_NAMED_SENDERS = 256;

    private UsageFold() {}

    /**
     * Returns the row after the report.
     *
     * @param row the row so far, {@link CounterState#EMPTY} for a new counter
     * @param retention how long windows stay in it
     */
    static MergeResult merge(
            CounterState row, Retention retention, Report report, SenderStatus status, FoldedSenders folded) {
        long now = report.atMillis();
        Map<Window, WindowState> windows = new LinkedHashMap<>();
        row.without(retention, now).windows().forEach(state -> windows.put(state.window(), state));
        List<WindowChange> changes = new ArrayList<>();
        int closed = 0;
        for (Report.InWindow reported : report.windows()) {
            WindowState before = windows.getOrDefault(reported.window(), WindowState.unused(reported.window()));
            boolean slides = before.limit().sliding() || reported.limit().sliding();
            WindowPurposes uses = before.uses().plus(reported.uses());
            if (OpenWindows.isClosed(reported.window(), slides, now)
                    && !retention.keeps(reported.window(), uses, now)) {
                closed += reported.uses().mayLimit() ? 1 : 0;
                continue;
            }
            HitTotals inRest = before.bySender().containsKey(report.sender())
                    ? null
                    : folded.in(reported.window(), report.sender());
            String problem = problem(reported, before.bySender().getOrDefault(report.sender(), orZero(inRest)));
            if (problem != null) {
                return new Implausible(problem);
            }
            WindowState after = before.counting(report.sender(), reported.counts(), inRest)
                    .usedFor(reported.uses())
                    .judged(reported.limit(), now);
            windows.put(reported.window(), after);
            if (after.isPublished()) {
                changes.add(WindowChange.between(before, after, reported.uses()));
            }
        }
        OpenWindows.trim(windows, now);
        List<FoldedRow> foldedRows = fold(row, windows, leaving(windows, report.sender(), status), now);
        return new Merged(
                new CounterState(List.copyOf(windows.values()), row.unpublishedSince()), foldedRows, changes, closed);
    }

    private static HitTotals orZero(@Nullable HitTotals counts) {
        return counts == null ? HitTotals.ZERO : counts;
    }

    private static @Nullable String problem(Report.InWindow reported, HitTotals earlier) {
        return reported.counts().jumpsFrom(earlier, HitValidation.MOST_PLAUSIBLE_JUMP)
                ? "implausible totals in the window from " + reported.window().startMillis() + " to "
                        + reported.window().endMillis() + ": " + reported.counts() + " after " + earlier
                        + " (expected: at most 2^53 more)"
                : null;
    }

    private static Set<HitSender> leaving(Map<Window, WindowState> windows, HitSender reporter, SenderStatus status) {
        Set<HitSender> named = new LinkedHashSet<>();
        windows.values().forEach(state -> named.addAll(state.bySender().keySet()));
        Set<HitSender> leaving = new LinkedHashSet<>();
        named.stream().filter(status::isCovered).forEach(leaving::add);
        named.removeAll(leaving);
        named.stream()
                .filter(sender -> !sender.equals(reporter) && !status.isLive(sender))
                .sorted(Comparator.comparingLong(UsageFold::startedAt))
                .limit(Math.max(0, named.size() - MOST_NAMED_SENDERS))
                .forEach(leaving::add);
        return leaving;
    }

    private static long startedAt(HitSender sender) {
        return sender instanceof Incarnation gateway ? gateway.startedAtMillis() : Long.MIN_VALUE;
    }

    /** Folds the senders that leave, and all of the windows that nobody decides by any more. */
    private static List<FoldedRow> fold(
            CounterState row, Map<Window, WindowState> windows, Set<HitSender> leaving, long nowMillis) {
        List<FoldedRow> rows = new ArrayList<>();
        windows.replaceAll((window, state) -> {
            if (state.bySender().isEmpty() || (leaving.isEmpty() && !state.isClosed(nowMillis))) {
                return state;
            }
            WindowState before = row.in(window);
            List<HitSender> leavingHere = state.bySender().keySet().stream()
                    .filter(sender -> (leaving.contains(sender) || state.isClosed(nowMillis))
                            && before != null
                            && before.bySender().containsKey(sender))
                    .toList();
            for (HitSender sender : leavingHere) {
                rows.add(new FoldedRow(window, sender, state.bySender().getOrDefault(sender, HitTotals.ZERO)));
            }
            return leavingHere.isEmpty() ? state : state.folding(leavingHere);
        });
        return rows;
    }
}
