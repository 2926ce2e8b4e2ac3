/** The grammar of limit files: what may stand where, and what it says. */
@NullMarked
package io.tollgate.gateway.limits.file;

import org.jspecify.annotations.NullMarked;
