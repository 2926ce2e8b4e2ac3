package io.tollgate.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * The checked addresses of one attempt. As the tag of its request they make it a destination of its own, so no connection
 * of another attempt is used, and no later look-up: the client asks here where to connect to.
 */
final class PinnedAddresses {

    private final List<InetAddress> addresses;

    PinnedAddresses(List<InetAddress> addresses) {
        this.addresses = addresses;
    }

    /** Returns what a client is given in the place of DNS. */
    static SocketAddressResolver resolver() {
        return PinnedAddresses::resolve;
    }

    private static void resolve(
            String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                && destination.getOrigin().getTag() instanceof PinnedAddresses pinned) {
            promise.succeeded(pinned.addresses.stream()
                    .map(address -> new InetSocketAddress(address, port))
                    .toList());
        } else {
            promise.failed(new AttemptFailedException("the addresses of " + host + " were not checked"));
        }
    }

    @Override
    public String toString() {
        return "pinned";
    }
}
