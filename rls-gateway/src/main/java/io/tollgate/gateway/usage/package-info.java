/** The gateway's view of {@code usage}: what all gateways counted, in RocksDB, and on the heap for what is in use. */
@NullMarked
package io.tollgate.gateway.usage;

import org.jspecify.annotations.NullMarked;
