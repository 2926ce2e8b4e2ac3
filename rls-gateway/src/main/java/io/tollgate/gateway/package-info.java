/** The gateway: answers Envoy from its own state, reports its hits, follows the usage of all gateways. */
@NullMarked
package io.tollgate.gateway;

import org.jspecify.annotations.NullMarked;
