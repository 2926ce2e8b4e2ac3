/** From Envoy's rate limit service protocol to the terms of a decision, and back. */
@NullMarked
package io.tollgate.gateway.rls;

import org.jspecify.annotations.NullMarked;
