/** What certificates and keys look like in files, for all who read them. */
@NullMarked
package io.tollgate.gateway.tls;

import org.jspecify.annotations.NullMarked;
