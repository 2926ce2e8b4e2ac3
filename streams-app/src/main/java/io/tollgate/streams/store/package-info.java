/** Rows of stores as bytes. */
@NullMarked
package io.tollgate.streams.store;

import org.jspecify.annotations.NullMarked;
