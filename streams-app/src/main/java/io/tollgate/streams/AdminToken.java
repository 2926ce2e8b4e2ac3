package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Locale;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What a caller must show to change anything. Never shown itself. Immutable. */
final class AdminToken {

    private static final String SCHEME = "bearer ";

    private final byte @Nullable [] token;

    private AdminToken(byte @Nullable [] token) {
        this.token = token;
    }

    /** Returns the token that the settings say, null where nobody may change anything. */
    static AdminToken of(@Nullable Password given) {
        return new AdminToken(given == null ? null : given.value().strip().getBytes(UTF_8));
    }

    /** Answers, and ends the exchange, unless the caller may change something. */
    boolean refuses(HttpExchange exchange) throws IOException {
        byte[] expected = token;
        if (expected == null) {
            HttpAnswer.text(
                    exchange,
                    HttpAnswer.FORBIDDEN,
                    "nobody may change anything here: set admin.token (TOLLGATE_ADMIN_TOKEN) or admin.token.file to open it"
                            + " to those who show that token");
            return true;
        }
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (shown == null || !isToken(shown, expected)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            HttpAnswer.text(
                    exchange,
                    HttpAnswer.UNAUTHORIZED,
                    shown == null
                            ? "no token (expected: a header Authorization: Bearer, and the token of admin.token)"
                            : "a wrong token (expected: Bearer, and the token of admin.token)");
            return true;
        }
        return false;
    }

    /** In a time that does not tell how much of it is right. */
    private static boolean isToken(String shown, byte[] expected) {
        return shown.length() > SCHEME.length()
                && shown.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)
                && MessageDigest.isEqual(
                        expected, shown.substring(SCHEME.length()).strip().getBytes(UTF_8));
    }
}
