package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.tls.TlsFilesException;
import io.tollgate.runtime.tls.TlsSettings;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP/1.1 at one address, on Jetty. Requests are read and answers sent without a thread for each, so slow clients
 * hold up nobody. Bounded are connections, headers, bodies, threads, and the time that a request, an answer and a silence
 * may take. What is not HTTP/1.1 to the letter is answered with 400 and the connection closed, so that no two servers can
 * read one request in two ways.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MOST_HEADER_BYTES = 32 << 10;
    private static final int BACKLOG = 1_024;
    private static final int MOST_THREADS = 8;
    private static final int LEAST_THREADS = 2;
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** Paths are compared undecoded, so what is ambiguous to others is not to us. */
    private static final UriCompliance PATHS = UriCompliance.RFC3986.with(
            "undecoded",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING);

    private final Settings settings;
    private final Connections connections;
    private final @Nullable ServerTls tls;
    private final Server server;
    private final ServerConnector connector;

    /**
     * Where and how is listened.
     *
     * @param name names its threads
     * @param host name or address of the interface
     * @param port 0 for any free one
     * @param limits how much clients may take
     * @param tls how connections are secured, null for plain text
     */
    public record Settings(
            String name,
            String host,
            int port,
            HttpLimits limits,
            @Nullable TlsSettings tls) {
        public Settings {
            requireNonNull(name, "name");
            requireNonNull(host, "host");
            requireNonNull(limits, "limits");
        }

        /** Returns settings of a server in plain text, with the usual limits. */
        public static Settings plain(String name, String host, int port) {
            return new Settings(name, host, port, HttpLimits.defaults(), null);
        }
    }

    private HttpServer(Settings settings) throws TlsFilesException {
        this.settings = settings;
        this.tls = settings.tls() == null ? null : ServerTls.open(settings.tls());
        this.connections = new Connections(settings.limits());
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName(settings.name());
        threads.setDaemon(true);
        this.server = new Server(threads, new ScheduledExecutorScheduler(settings.name() + "-timer", true), null);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        http.addEventListener(connections);
        this.connector = tls == null
                ? new ServerConnector(server, 0, 1, http)
                : new ServerConnector(server, 0, 1, new SslConnectionFactory(tls.factory(), http.getProtocol()), http);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(settings.limits().idle().toMillis());
        server.addConnector(connector);
        server.setErrorHandler(new UnreadableRequests());
        server.setStopTimeout(0);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(MOST_HEADER_BYTES);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setUriCompliance(PATHS);
        return configuration;
    }

    /**
     * Takes the address. Who connects waits until {@link #serve}.
     *
     * @throws TlsFilesException if the files of TLS cannot be used
     * @throws IOException if the address cannot be listened at
     */
    public static HttpServer bind(Settings settings) throws IOException {
        HttpServer server = new HttpServer(settings);
        try {
            server.connector.open();
        } catch (IOException e) {
            server.close();
            Throwable cause = e.getCause();
            throw new IOException(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()), e);
        }
        return server;
    }

    /** Starts to answer, and returns itself. Called once. */
    public HttpServer serve(HttpRoutes routes) {
        server.setHandler(new Dispatch(routes, connections, settings.limits()));
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the server at port " + port() + " does not start", e);
        }
        connections.watch(server.getScheduler());
        return this;
    }

    /** Returns the port that is listened at. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns how many connections are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Closes the port at once, each connection when its request is answered, and after two seconds all that is left.
     * Further calls do nothing.
     */
    @Override
    public void close() {
        connector.close();
        if (tls != null) {
            tls.close();
        }
        try {
            if (server.isRunning()) {
                connections.drain(DRAIN);
            }
            server.stop();
        } catch (Exception e) {
            LOG.warn("The HTTP server {} did not end cleanly", settings.name(), e);
        }
    }
}
