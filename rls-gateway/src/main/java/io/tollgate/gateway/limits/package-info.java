/** Limit files: the configuration language of envoyproxy/ratelimit, compiled to an immutable table that is matched. */
@NullMarked
package io.tollgate.gateway.limits;

import org.jspecify.annotations.NullMarked;
