package io.tollgate.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.settings.Setting;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller must show to change anything. Never shown itself. Immutable. */
public final class BearerToken {

    private static final String SCHEME = "bearer ";

    private final byte @Nullable [] token;
    private final Setting<?> setting;

    private BearerToken(byte @Nullable [] token, Setting<?> setting) {
        this.token = token;
        this.setting = setting;
    }

    /**
     * Returns a token.
     *
     * @param text what must be shown, without white space around it; null where nobody can show it
     * @param setting says it, for messages
     */
    public static BearerToken of(@Nullable String text, Setting<?> setting) {
        return new BearerToken(text == null ? null : text.strip().getBytes(UTF_8), requireNonNull(setting, "setting"));
    }

    /** Returns an endpoint that answers only those who show the token. */
    public HttpEndpoint required(HttpEndpoint endpoint) {
        requireNonNull(endpoint, "endpoint");
        return (request, reply) -> {
            HttpAnswer rejection = rejection(request.header("Authorization"));
            if (rejection == null) {
                endpoint.answer(request, reply);
            } else {
                reply.send(rejection);
            }
        };
    }

    private @Nullable HttpAnswer rejection(@Nullable String shown) {
        byte[] expected = token;
        if (expected == null) {
            return Problem.of(
                    HttpStatus.FORBIDDEN,
                    "nobody may change anything here: set " + setting.label() + " or " + setting.name()
                            + ".file to open it to those who show that token");
        }
        if (shown != null && isToken(shown, expected)) {
            return null;
        }
        String detail = shown == null
                ? "no token (expected: a header Authorization: Bearer, and the token of " + setting.name() + ")"
                : "a wrong token (expected: Bearer, and the token of " + setting.name() + ")";
        return Problem.of(HttpStatus.UNAUTHORIZED, detail).with("WWW-Authenticate", "Bearer");
    }

    /** In a time that does not tell how much of it is right. */
    private static boolean isToken(String shown, byte[] expected) {
        return shown.length() > SCHEME.length()
                && shown.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)
                && MessageDigest.isEqual(
                        expected, shown.substring(SCHEME.length()).strip().getBytes(UTF_8));
    }
}
