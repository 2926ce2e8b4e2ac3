package io.tollgate.streams.ledger.reconcile;

import static java.util.stream.Collectors.joining;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.topic.LedgerRowKey;
import io.tollgate.topic.UndecodableEventException;

/** Counters as people know them, on one line. */
final class CounterText {

    private static final Window ANY = new Window(0, 1);

    private CounterText() {}

    /** Returns domain and entries, or subscription and feature; values come from anybody, so no control characters. */
    static String of(CounterKey counter) {
        return text(counter).replaceAll("\\p{Cntrl}", " ");
    }

    private static String text(CounterKey counter) {
        Object named;
        try {
            named = LedgerRowKey.event(new LedgerRowKey(counter, ANY, 1).bytes())
                    .getCounter()
                    .getCounter();
        } catch (UndecodableEventException e) {
            return counter.toString();
        }
        if (named instanceof DescriptorCounter descriptor) {
            return descriptor.getDomain() + "/"
                    + descriptor.getEntries().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(joining(","));
        }
        return named instanceof QuotaCounter quota
                ? "subscription " + quota.getSubscription() + "/" + quota.getFeature()
                : counter.toString();
    }
}
