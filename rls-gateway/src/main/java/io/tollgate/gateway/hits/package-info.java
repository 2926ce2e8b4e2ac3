/** Reports this gateway's own totals to the topic {@code hits}, in the background. */
@NullMarked
package io.tollgate.gateway.hits;

import org.jspecify.annotations.NullMarked;
