/** What goes wrong with files, for messages. */
@NullMarked
package io.tollgate.runtime.files;

import org.jspecify.annotations.NullMarked;
