package io.tollgate.runtime.settings;

/**
 * An address to listen at or to send to.
 *
 * @param host name or address
 * @param port 0 for any free one
 */
public record HostAndPort(String host, int port) {}
