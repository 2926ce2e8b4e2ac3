/** Measures the parts as they are deployed: processes of their own, driven over loopback. */
@NullMarked
package io.tollgate.benchmarks;

import org.jspecify.annotations.NullMarked;
