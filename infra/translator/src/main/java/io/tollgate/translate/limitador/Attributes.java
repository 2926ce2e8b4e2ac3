package io.tollgate.translate.limitador;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The attributes of a request that expressions of Kuadrant refer to. */
final class Attributes implements Origins {

    private static final Pattern HEADER =
            Pattern.compile("request\\.headers(?:\\.([A-Za-z_]\\w*)|\\[['\"]([A-Za-z0-9_-]+)['\"]])");

    private static final Map<String, String> HEADERS = Map.of(
            "request.method", ":method",
            "request.path", ":path",
            "request.host", ":authority",
            "request.scheme", ":scheme",
            "request.useragent", "user-agent",
            "request.referer", "referer",
            "request.id", "x-request-id");

    @Override
    public @Nullable Origin of(String reference) {
        if (reference.equals("source.remote_address")) {
            return new Origin.Address();
        }
        String name = HEADERS.get(reference);
        if (name != null) {
            return new Origin.Header(name, false);
        }
        Matcher header = HEADER.matcher(reference);
        if (!header.matches()) {
            return null;
        }
        String named = header.group(1) == null ? header.group(2) : header.group(1);
        return new Origin.Header(named.toLowerCase(Locale.ROOT), false);
    }

    /** Kuadrant, too, has the expression for a key. */
    @Override
    public String key(String reference) {
        return reference;
    }

    @Override
    public String whyNone(String reference) {
        if (reference.startsWith("auth.")) {
            return "who a client is, Kuadrant's AuthPolicy finds out, and no rate limit action of Envoy knows";
        }
        return "no rate limit action of Envoy has '" + reference + "'";
    }

    @Override
    public List<String> needed() {
        return List.of();
    }
}
