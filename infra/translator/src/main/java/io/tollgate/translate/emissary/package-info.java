/** Emissary-ingress, which was Ambassador: what its Mappings ask a rate limit service, and how. */
@NullMarked
package io.tollgate.translate.emissary;

import org.jspecify.annotations.NullMarked;
