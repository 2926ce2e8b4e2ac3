/** Compares what a source says of requests with what its translation does to them. */
@NullMarked
package io.tollgate.translate.verify;

import org.jspecify.annotations.NullMarked;
