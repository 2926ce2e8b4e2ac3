/**
 * Keeps this gateway's own totals where neither a kill of the process nor a crash of the machine takes them: in
 * memory-mapped slots while they are counted, and as checksummed copies in RocksDB.
 */
@NullMarked
package io.tollgate.gateway.journal;

import org.jspecify.annotations.NullMarked;
