/** Listens for gRPC: on a port or a unix socket, with or without TLS. */
@NullMarked
package io.tollgate.gateway.grpc;

import org.jspecify.annotations.NullMarked;
