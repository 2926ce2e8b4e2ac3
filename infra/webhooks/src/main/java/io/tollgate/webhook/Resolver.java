package io.tollgate.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up. Thread-safe; may block. */
@FunctionalInterface
public interface Resolver {

    /** Returns all addresses of a name. */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** Returns that of this machine. */
    static Resolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
