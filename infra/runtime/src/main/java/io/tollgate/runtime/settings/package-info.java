/** Settings by name, variable and option, with what each reads, its default and its meaning. */
@NullMarked
package io.tollgate.runtime.settings;

import org.jspecify.annotations.NullMarked;
