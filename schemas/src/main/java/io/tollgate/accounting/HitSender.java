package io.tollgate.accounting;

/** Whoever counts hits under running totals of its own. Immutable, with value equality. */
public sealed interface HitSender permits Incarnation, AdjustmentId {}
