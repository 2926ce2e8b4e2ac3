package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request that was read whole. May be used until it is answered, by any thread. */
public final class HttpRequest {

    private final Request request;
    private final byte[] body;

    HttpRequest(Request request, byte[] body) {
        this.request = requireNonNull(request, "request");
        this.body = requireNonNull(body, "body");
    }

    /** Returns the method, such as GET. */
    public String method() {
        return request.getMethod();
    }

    /** Returns whether only the headers of an answer are wanted. */
    public boolean isHead() {
        return method().equals("HEAD");
    }

    /** Returns the path as it stands in the URL: nothing is decoded or made shorter. */
    public String path() {
        return request.getHttpURI().getPath();
    }

    /** Returns what follows the question mark as it stands in the URL, null where there is none. */
    public @Nullable String query() {
        return request.getHttpURI().getQuery();
    }

    /** Returns the first value of a header, whatever the case of its name; null if it is not there. */
    public @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Returns the body, of no bytes if there is none. It is not copied: nobody may change it. */
    public byte[] body() {
        return body;
    }

    /** Returns whether it came in at an address that this machine alone can reach. */
    public boolean cameFromThisMachine() {
        SocketAddress local = request.getConnectionMetaData().getLocalSocketAddress();
        return local instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().isLoopbackAddress();
    }

    /** Returns whether its sender can tell a stream that ended from one that broke off: HTTP/1.0 knows no chunks. */
    public boolean tellsTheEndOfAStream() {
        return request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0;
    }
}
