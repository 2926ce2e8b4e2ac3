package io.tollgate.webhook;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * HTTP/1.1 over connections that an attempt can {@linkplain PinnedAddresses#cut cut}. To abort the request is not enough:
 * the client goes on reading from a receiver that sends interim answers (RFC 9110, section 15.2) without end, on one of its
 * threads.
 */
final class CuttableTransport extends HttpClientTransportOverHTTP {

    CuttableTransport(ClientConnector connector) {
        super(connector);
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) throws IOException {
        Connection made = super.newConnection(endPoint, context);
        PinnedAddresses.connected(context.get(Destination.CONTEXT_KEY), endPoint);
        return made;
    }
}
