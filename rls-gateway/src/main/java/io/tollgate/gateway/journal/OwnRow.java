package io.tollgate.gateway.journal;

import io.tollgate.gateway.decision.SenderId;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;

/** Whose totals: one sender's, of one counter, in one window. */
public record OwnRow(CounterKey key, Window window, SenderId sender) {}
