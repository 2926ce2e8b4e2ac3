/** The graph of processors, stores and topics of the streams application. */
@NullMarked
package io.tollgate.streams.topology;

import org.jspecify.annotations.NullMarked;
