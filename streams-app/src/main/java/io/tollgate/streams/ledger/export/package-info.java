/** Rows of the ledger as text: which ones, from where, in which format. */
@NullMarked
package io.tollgate.streams.ledger.export;

import org.jspecify.annotations.NullMarked;
