/** Spans of answered queries, sent over OTLP. Loaded only where tracing is on. */
@NullMarked
package io.tollgate.gateway.tracing;

import org.jspecify.annotations.NullMarked;
