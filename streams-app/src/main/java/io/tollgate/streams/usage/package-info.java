/** Folds of hits into the usage of a counter, the rows they are kept in, and the processors that drive them. */
@NullMarked
package io.tollgate.streams.usage;

import org.jspecify.annotations.NullMarked;
