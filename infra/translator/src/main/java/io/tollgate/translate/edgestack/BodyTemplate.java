package io.tollgate.translate.edgestack;

import io.tollgate.translate.envoy.ResponseHeader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code bodyTemplate} of Edge Stack, a template of Go, as far as Envoy knows what it speaks of: the status, which is 429,
 * and the id of the request. What else there is, only Edge Stack's own rate limit service knows.
 */
final class BodyTemplate {

    private static final String REQUEST_ID = "%REQ(X-REQUEST-ID)%";
    private static final String STATUS = "429";

    private static final Pattern ACTION = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);

    /** What Envoy has in the place of an action. The function {@code json} puts text in quotes. */
    private static final Map<String, String> KNOWN = Map.of(
            ".status_code", STATUS,
            ".status_code | json \"\"", STATUS,
            ".request_id", REQUEST_ID,
            ".request_id | json \"\"", "\"" + REQUEST_ID + "\"");

    private BodyTemplate() {}

    /** Returns the body in Envoy's format, null if Envoy does not know all that the template speaks of. */
    static @Nullable String inEnvoysFormat(String template) {
        StringBuilder format = new StringBuilder();
        Matcher action = ACTION.matcher(template);
        int from = 0;
        while (action.find()) {
            String known = KNOWN.get(action.group(1).strip().replaceAll("\\s+", " "));
            if (known == null) {
                return null;
            }
            format.append(ResponseHeader.literally(template.substring(from, action.start())))
                    .append(known);
            from = action.end();
        }
        String rest = template.substring(from);
        return rest.contains("{{")
                ? null
                : format.append(ResponseHeader.literally(rest)).toString();
    }
}
