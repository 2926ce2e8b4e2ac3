package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each request to the endpoint of its path and method, once it was read whole. */
final class Dispatch extends Handler.Abstract {

    /** How many headers a request may have. */
    static final int MOST_HEADERS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final byte[] NO_BODY = {};

    private final HttpRoutes routes;
    private final Connections connections;
    private final HttpLimits limits;

    Dispatch(HttpRoutes routes, Connections connections, HttpLimits limits) {
        this.routes = requireNonNull(routes, "routes");
        this.connections = requireNonNull(connections, "connections");
        this.limits = requireNonNull(limits, "limits");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        OpenConnection connection =
                connections.of(request.getConnectionMetaData().getConnection());
        if (connection == null || !connection.begin()) {
            callback.failed(new IllegalStateException("the connection is closed"));
            return true;
        }
        request.addIdleTimeoutListener(working -> false); // an endpoint may take its time; reads and writes still end
        Exchange exchange = new Exchange(request, response, callback, connection, connections.isDraining());
        HttpRoutes.Found found = routes.find(request.getHttpURI().getPath());
        HttpRoutes.Route route = found.of(request.getMethod());
        if (route == null) {
            reject(request, exchange, nobody(request, found));
        } else if (request.getHeaders().size() > MOST_HEADERS) {
            reject(
                    request,
                    exchange,
                    Rejections.tooManyHeaders(request.getHttpURI().getPath(), MOST_HEADERS));
        } else {
            read(request, exchange, route);
        }
        return true;
    }

    private static HttpAnswer nobody(Request request, HttpRoutes.Found found) {
        String path = request.getHttpURI().getPath();
        return found.isNothing() ? Rejections.notFound(path) : Rejections.methodNotAllowed(path, found.allowed());
    }

    private static void reject(Request request, Exchange exchange, HttpAnswer why) {
        if (request.getLength() == 0) {
            exchange.send(why);
        } else {
            exchange.reject(why, scheduler(request));
        }
    }

    private void read(Request request, Exchange exchange, HttpRoutes.Route route) {
        if (request.getLength() == 0) {
            answer(route.endpoint(), new HttpRequest(request, NO_BODY), exchange);
            return;
        }
        Scheduler scheduler = scheduler(request);
        new RequestBody(request, route.mostBytes(), new RequestBody.Taker() {
                    @Override
                    public void whole(byte[] body) {
                        answer(route.endpoint(), new HttpRequest(request, body), exchange);
                    }

                    @Override
                    public void rejected(HttpAnswer why) {
                        exchange.reject(why, scheduler);
                    }

                    @Override
                    public void brokeOff(Throwable why) {
                        exchange.abandon(why);
                    }
                })
                .read(scheduler, limits.request());
    }

    private static void answer(HttpEndpoint endpoint, HttpRequest request, Exchange exchange) {
        try {
            endpoint.answer(request, exchange);
        } catch (RuntimeException e) {
            LOG.error("{} {} could not be answered", request.method(), request.path(), e);
            if (!exchange.isAnswered()) {
                exchange.send(Rejections.failed(request.path()));
            }
        }
    }

    private static Scheduler scheduler(Request request) {
        return request.getComponents().getScheduler();
    }
}
