/** What may be set: names, variables, kinds, defaults, bounds and meanings, in one place. */
@NullMarked
package io.tollgate.gateway.settings;

import org.jspecify.annotations.NullMarked;
