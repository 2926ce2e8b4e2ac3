/** The ledger: what was counted in each window, closed when every gateway has reported, and never changed afterwards. */
@NullMarked
package io.tollgate.streams.ledger;

import org.jspecify.annotations.NullMarked;
