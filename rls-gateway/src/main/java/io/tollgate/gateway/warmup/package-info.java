/**
 * Goes the way of an answer before anybody waits for one: a JVM loads and interprets code for longer than Envoy waits, until
 * its compiler has seen it often enough.
 */
@NullMarked
package io.tollgate.gateway.warmup;

import org.jspecify.annotations.NullMarked;
