package io.tollgate.translate.envoy;

/** A host and a port. */
public record Address(String host, int port) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
