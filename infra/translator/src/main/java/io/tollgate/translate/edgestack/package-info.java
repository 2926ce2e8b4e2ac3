/** Edge Stack's RateLimit, whose patterns are compiled for the label groups that Mappings have. */
@NullMarked
package io.tollgate.translate.edgestack;

import org.jspecify.annotations.NullMarked;
