/** What decisions and calls came to, in numbers: the reference's statistics by their names, and where they are sent. */
@NullMarked
package io.tollgate.gateway.metrics;

import org.jspecify.annotations.NullMarked;
