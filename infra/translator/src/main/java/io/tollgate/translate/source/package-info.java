/** The documents that are translated, read with the place of each value. */
@NullMarked
package io.tollgate.translate.source;

import org.jspecify.annotations.NullMarked;
