package io.tollgate.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.resource.RepeatableRequest;
import io.tollgate.runtime.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@value #HEADER}, as draft-ietf-httpapi-idempotency-key-header has it. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";

    /** Text in double quotes, as RFC 9651 has it; what has none of its signs may come without quotes, as others take it. */
    private static final Pattern KEY = Pattern.compile(
            "\"((?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\]){1,255})\"|([A-Za-z0-9._:~+/=-]{1,255})");

    /** What else of a request says what is wanted. */
    private static final List<String> MEANT =
            List.of("If-Match", "If-None-Match", "Tollgate-Author", "Tollgate-Reason");

    private IdempotencyKey() {}

    /**
     * Returns the request as one that may come again; empty if its sender gave it no name.
     *
     * @throws BadRequestException if the header cannot be read
     */
    static Optional<RepeatableRequest> of(HttpRequest request) {
        String said = request.header(HEADER);
        if (said == null) {
            return Optional.empty();
        }
        Matcher key = KEY.matcher(said.strip());
        if (!key.matches()) {
            throw new BadRequestException(
                    HEADER + ": expected 1 to 255 printable characters of ASCII in double quotes, such as"
                            + " \"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
        }
        String quoted = key.group(1);
        return Optional.of(RepeatableRequest.of(
                quoted == null ? key.group(2) : quoted.replaceAll("\\\\(.)", "$1"), asked(request)));
    }

    private static List<byte[]> asked(HttpRequest request) {
        List<byte[]> asked = new ArrayList<>();
        asked.add(request.method().getBytes(UTF_8));
        asked.add(request.path().getBytes(UTF_8));
        asked.add(text(request.query()));
        MEANT.forEach(header -> asked.add(text(request.header(header))));
        asked.add(request.body());
        return asked;
    }

    private static byte[] text(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(UTF_8);
    }
}
