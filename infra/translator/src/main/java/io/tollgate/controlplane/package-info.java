/** Serves limits over xDS to gateways, from a folder of policies and limit files that is watched. */
@NullMarked
package io.tollgate.controlplane;

import org.jspecify.annotations.NullMarked;
