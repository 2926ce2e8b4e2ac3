package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is served where. Paths are compared as they stand in the URL: nothing is decoded, so that no spelling of a path
 * gets around a rule for another. Immutable.
 */
public final class HttpRoutes {

    /** How many bytes the body of a request may have that is of no use: it is read and forgotten. */
    public static final int UNUSED_BODY = 64 << 10;

    private static final String ANY = "*";

    private final Map<String, Map<String, Route>> exact;
    private final Map<String, Map<String, Route>> below;

    /**
     * One endpoint.
     *
     * @param mostBytes how long the body of a request may be
     */
    record Route(HttpEndpoint endpoint, int mostBytes) {
        Route {
            requireNonNull(endpoint, "endpoint");
        }
    }

    /** Who answers a path: by method, or nobody. */
    record Found(Map<String, Route> byMethod) {

        boolean isNothing() {
            return byMethod.isEmpty();
        }

        /** Returns who answers the method, null where nobody does. */
        @Nullable Route of(String method) {
            Route route = byMethod.get(method);
            if (route == null && method.equals("HEAD")) {
                route = byMethod.get("GET");
            }
            return route == null ? byMethod.get(ANY) : route;
        }

        /** Returns the methods that are answered, as the header Allow lists them. */
        String allowed() {
            Set<String> methods = new TreeSet<>(byMethod.keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }
    }

    private HttpRoutes(Builder builder) {
        this.exact = copied(builder.exact);
        this.below = copied(builder.below);
    }

    private static Map<String, Map<String, Route>> copied(Map<String, Map<String, Route>> routes) {
        Map<String, Map<String, Route>> copy = new HashMap<>();
        routes.forEach((path, methods) -> copy.put(path, Map.copyOf(methods)));
        return Map.copyOf(copy);
    }

    /** Returns a builder of routes. */
    public static Builder builder() {
        return new Builder();
    }

    Found find(String path) {
        Map<String, Route> here = exact.get(path);
        for (int slash = path.lastIndexOf('/'); here == null && slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (slash + 1 < path.length()) {
                here = below.get(path.substring(0, slash + 1));
            }
        }
        return new Found(here == null ? Map.of() : here);
    }

    /** Returns the paths that are served exactly. */
    public Collection<String> paths() {
        return new TreeSet<>(exact.keySet());
    }

    /** Builds routes. Used by one thread. */
    public static final class Builder {
        private final Map<String, Map<String, Route>> exact = new HashMap<>();
        private final Map<String, Map<String, Route>> below = new HashMap<>();

        private Builder() {}

        /** Serves GET, and HEAD likewise, of exactly a path. */
        public Builder get(String path, HttpEndpoint endpoint) {
            return add(exact, path, "GET", new Route(endpoint, UNUSED_BODY));
        }

        /** Serves GET, and HEAD likewise, of all that has something behind a path that ends with a slash. */
        public Builder getBelow(String path, HttpEndpoint endpoint) {
            return addBelow(path, "GET", new Route(endpoint, UNUSED_BODY));
        }

        /**
         * Serves PUT of all that has something behind a path that ends with a slash.
         *
         * @param mostBytes how long the body of a request may be; a longer one is answered with 413
         */
        public Builder putBelow(String path, int mostBytes, HttpEndpoint endpoint) {
            return addBelow(path, "PUT", new Route(endpoint, mostBytes));
        }

        /**
         * Serves POST of all that has something behind a path that ends with a slash.
         *
         * @param mostBytes how long the body of a request may be; a longer one is answered with 413
         */
        public Builder postBelow(String path, int mostBytes, HttpEndpoint endpoint) {
            return addBelow(path, "POST", new Route(endpoint, mostBytes));
        }

        /** Serves DELETE of all that has something behind a path that ends with a slash. */
        public Builder deleteBelow(String path, HttpEndpoint endpoint) {
            return addBelow(path, "DELETE", new Route(endpoint, UNUSED_BODY));
        }

        private Builder addBelow(String path, String method, Route route) {
            if (!path.endsWith("/")) {
                throw new IllegalArgumentException(path + " (expected: a path that ends with a slash)");
            }
            return add(below, path, method, route);
        }

        /**
         * Serves POST of exactly a path.
         *
         * @param mostBytes how long the body of a request may be; a longer one is answered with 413
         */
        public Builder post(String path, int mostBytes, HttpEndpoint endpoint) {
            return add(exact, path, "POST", new Route(endpoint, mostBytes));
        }

        /**
         * Serves whatever method of exactly a path.
         *
         * @param mostBytes how long the body of a request may be; a longer one is answered with 413
         */
        public Builder any(String path, int mostBytes, HttpEndpoint endpoint) {
            return add(exact, path, ANY, new Route(endpoint, mostBytes));
        }

        private Builder add(Map<String, Map<String, Route>> routes, String path, String method, Route route) {
            if (routes.computeIfAbsent(path, unseen -> new HashMap<>()).put(method, route) != null) {
                throw new IllegalArgumentException(method + " " + path + " is served twice");
            }
            return this;
        }

        /** Returns the routes. */
        public HttpRoutes build() {
            return new HttpRoutes(this);
        }
    }
}
