/** What certificates and keys look like in files, for all who read them. */
@NullMarked
package io.tollgate.runtime.tls;

import org.jspecify.annotations.NullMarked;
