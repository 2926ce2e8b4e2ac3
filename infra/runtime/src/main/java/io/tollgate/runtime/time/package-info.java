/** The wall clock, given from outside where a test needs another. */
@NullMarked
package io.tollgate.runtime.time;

import org.jspecify.annotations.NullMarked;
