package io.tollgate.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.jspecify.annotations.Nullable;

/**
 * The checked addresses of one attempt, and its connection to one of them. As the tag of its request they make it a
 * destination of its own, so no connection of another attempt is used, and no later look-up: the client asks here where to
 * connect to. Thread-safe.
 */
final class PinnedAddresses {

    private final List<InetAddress> addresses;
    private @Nullable EndPoint connection;
    private boolean over;

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

    /** Notes the connection that was made for what a destination is of. */
    static void connected(@Nullable Object destination, EndPoint connection) {
        if (destination instanceof Destination made && made.getOrigin().getTag() instanceof PinnedAddresses pinned) {
            pinned.connected(connection);
        }
    }

    private synchronized void connected(EndPoint made) {
        connection = made;
        if (over) {
            made.close();
        }
    }

    /** Ends the connection, whatever is under way on it, and one that is still being made once it is there. */
    synchronized void cut() {
        over = true;
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public String toString() {
        return "pinned";
    }
}
