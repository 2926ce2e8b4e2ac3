/** The terms of quota accounting: descriptors, counters, limits, units and windows, and the arithmetic of windows. */
@NullMarked
package io.tollgate.model;

import org.jspecify.annotations.NullMarked;
