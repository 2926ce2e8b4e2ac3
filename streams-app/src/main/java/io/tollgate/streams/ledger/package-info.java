/**
 * The ledger: what was counted in each window. A window is closed when all gateways have reported or the grace is over.
 * Later changes become a new revision; a row that was written never changes.
 */
@NullMarked
package io.tollgate.streams.ledger;

import org.jspecify.annotations.NullMarked;
