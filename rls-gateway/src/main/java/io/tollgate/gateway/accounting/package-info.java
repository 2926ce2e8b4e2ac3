/**
 * Keeps what is on the heap, on the disk and in usage together: brings counters back, sends again what usage lost,
 * notices a stolen identity, and estimates by how much limits may be exceeded.
 */
@NullMarked
package io.tollgate.gateway.accounting;

import org.jspecify.annotations.NullMarked;
