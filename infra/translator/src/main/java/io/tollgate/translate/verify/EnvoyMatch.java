package io.tollgate.translate.verify;

import static java.util.Objects.requireNonNull;

import io.tollgate.translate.envoy.Request;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route takes.
 *
 * @param tree Envoy's {@code RouteMatch}, as far as translations make use of it
 */
record EnvoyMatch(Map<String, Object> tree) {

    boolean fits(Request request) {
        return fitsPath(request)
                && fitAll("headers", request::header)
                && fitAll("query_parameters", request::parameter);
    }

    private boolean fitsPath(Request request) {
        boolean anyCase = Boolean.FALSE.equals(tree.get("case_sensitive"));
        if (tree.get("prefix") instanceof String prefix) {
            return request.path().regionMatches(anyCase, 0, prefix, 0, prefix.length());
        }
        if (tree.get("path") instanceof String path) {
            return anyCase ? path.equalsIgnoreCase(request.bare()) : path.equals(request.bare());
        }
        return fitsText(tree, request.bare());
    }

    private boolean fitAll(String name, Function<String, @Nullable String> values) {
        return !(tree.get(name) instanceof List<?> all)
                || all.stream().map(one -> (Map<?, ?>) one).allMatch(one -> fits(one, values));
    }

    private static boolean fits(Map<?, ?> condition, Function<String, @Nullable String> values) {
        String value = values.apply((String) requireNonNull(condition.get("name")));
        if (value == null || condition.containsKey("present_match")) {
            return value != null;
        }
        return fitsText((Map<?, ?>) requireNonNull(condition.get("string_match")), value);
    }

    private static boolean fitsText(Map<?, ?> match, String value) {
        if (match.get("exact") instanceof String exact) {
            return value.equals(exact);
        }
        if (match.get("prefix") instanceof String prefix) {
            return value.startsWith(prefix);
        }
        if (match.get("suffix") instanceof String suffix) {
            return value.endsWith(suffix);
        }
        if (match.get("safe_regex") instanceof Map<?, ?> regex) {
            return Pattern.matches((String) requireNonNull(regex.get("regex")), value);
        }
        throw new IllegalArgumentException("no translation matches by " + match);
    }
}
