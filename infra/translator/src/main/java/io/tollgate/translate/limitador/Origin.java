package io.tollgate.translate.limitador;

import io.tollgate.translate.envoy.Request;
import org.jspecify.annotations.Nullable;

/** Where Envoy has a value from that a limit refers to. */
sealed interface Origin {

    /** Returns the value for a request, null if it has none. */
    @Nullable String value(Request request);

    /**
     * A header of the request.
     *
     * @param guessed whether nothing says so but the name of the value
     */
    record Header(String name, boolean guessed) implements Origin {

        @Override
        public @Nullable String value(Request request) {
            return request.header(name);
        }
    }

    /** The same for each request. */
    record Fixed(String text) implements Origin {

        @Override
        public String value(Request request) {
            return text;
        }
    }

    /** The trusted address of the client. */
    record Address() implements Origin {

        /** The key that Envoy gives it. */
        static final String KEY = "remote_address";

        @Override
        public String value(Request request) {
            return request.remoteAddress();
        }
    }
}
