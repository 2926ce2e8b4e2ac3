/** Whether the ledger is the sum of the hits: asked of the two topics alone, not of what keeps the ledger. */
@NullMarked
package io.tollgate.streams.ledger.reconcile;

import org.jspecify.annotations.NullMarked;
