/** The command line {@code tollgate}: starts the parts, alone or together with a broker, and asks and checks from outside. */
@NullMarked
package io.tollgate.standalone;

import org.jspecify.annotations.NullMarked;
