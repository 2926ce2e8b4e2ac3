package io.tollgate.translate.envoy;

import static io.tollgate.translate.envoy.Tree.map;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of the answer to a request that is over limit.
 *
 * @param format in Envoy's format, see {@link ResponseHeader#literally}
 * @param contentType null for plain text
 */
public record AnswerBody(String format, @Nullable String contentType) {

    Map<String, Object> tree() {
        Map<String, Object> tree = map("text_format_source", map("inline_string", format));
        if (contentType != null) { // Envoy replaces that of a header
            tree.put("content_type", contentType);
        }
        return tree;
    }
}
