/** What both applications share: hits as they arrive, who counted them, and what is set aside. */
@NullMarked
package io.tollgate.streams.record;

import org.jspecify.annotations.NullMarked;
