/** Journeys through the whole service: real processes, a real broker, a real Envoy. */
@NullMarked
package io.tollgate.it;

import org.jspecify.annotations.NullMarked;
