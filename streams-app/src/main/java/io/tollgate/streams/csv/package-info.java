/** Text that spreadsheets read. */
@NullMarked
package io.tollgate.streams.csv;

import org.jspecify.annotations.NullMarked;
