/** Answers what a counter's usage is, from whichever instance keeps it. */
@NullMarked
package io.tollgate.streams.query;

import org.jspecify.annotations.NullMarked;
