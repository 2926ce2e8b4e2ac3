/** The HTTP server that the gateway and the streams app share. */
@NullMarked
package io.tollgate.runtime.http;

import org.jspecify.annotations.NullMarked;
