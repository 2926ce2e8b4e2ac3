/** One logger for all that logs, which says each kind of line once a second at most. */
@NullMarked
package io.tollgate.runtime.log;

import org.jspecify.annotations.NullMarked;
