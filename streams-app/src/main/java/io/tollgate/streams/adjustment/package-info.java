/** Adjustments as callers ask for them: what a request says, the topic they are in, and what became of them. */
@NullMarked
package io.tollgate.streams.adjustment;

import org.jspecify.annotations.NullMarked;
