/** What a translation asks of Envoy, and how that reads as Envoy's configuration. */
@NullMarked
package io.tollgate.translate.envoy;

import org.jspecify.annotations.NullMarked;
