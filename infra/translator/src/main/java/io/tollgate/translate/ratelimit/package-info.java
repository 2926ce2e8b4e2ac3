/** The rules of envoyproxy/ratelimit, whose limit files Tollgate reads as they are. */
@NullMarked
package io.tollgate.translate.ratelimit;

import org.jspecify.annotations.NullMarked;
