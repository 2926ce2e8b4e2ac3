/** Where limits come from while the gateway runs: a folder that is watched, or a management server over xDS. */
@NullMarked
package io.tollgate.gateway.source;

import org.jspecify.annotations.NullMarked;
