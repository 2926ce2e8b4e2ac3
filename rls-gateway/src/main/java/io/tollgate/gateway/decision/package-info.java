/**
 * Decides and counts. Counters live on the heap; what a process death must not take lies behind {@link
 * io.tollgate.gateway.decision.OwnTotals}. Knows neither gRPC, Kafka nor RocksDB.
 */
@NullMarked
package io.tollgate.gateway.decision;

import org.jspecify.annotations.NullMarked;
