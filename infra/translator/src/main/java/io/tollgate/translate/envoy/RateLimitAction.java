package io.tollgate.translate.envoy;

import io.tollgate.model.DescriptorEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An action of Envoy that adds an entry to a descriptor, see {@code RateLimit.Action} in {@code
 * envoy/config/route/v3/route_components.proto}. An action that adds none drops the whole descriptor.
 */
public sealed interface RateLimitAction {

    /** Returns the key of the entry that it adds. */
    String key();

    /** Returns the value of that entry as far as it is known before there is a request, null if it is not. */
    default @Nullable String known(String sourceCluster, String destinationCluster) {
        return null;
    }

    /** Returns the entry that it adds for a request, null if it adds none. */
    @Nullable DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster);

    /** Returns Envoy's configuration of it. */
    Map<String, Object> tree();

    private static Map<String, Object> tree(String name, Map<String, Object> fields) {
        return Map.of(name, fields);
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /** A fixed entry. */
    record GenericKey(String key, String value) implements RateLimitAction {

        @Override
        public String known(String sourceCluster, String destinationCluster) {
            return value;
        }

        @Override
        public DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            return new DescriptorEntry(key, value);
        }

        @Override
        public Map<String, Object> tree() {
            return RateLimitAction.tree("generic_key", fields("descriptor_key", key, "descriptor_value", value));
        }
    }

    /** The value of a header. */
    record RequestHeader(String header, String key) implements RateLimitAction {

        @Override
        public @Nullable DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            String value = request.header(header);
            return value == null ? null : new DescriptorEntry(key, value);
        }

        @Override
        public Map<String, Object> tree() {
            return RateLimitAction.tree("request_headers", fields("header_name", header, "descriptor_key", key));
        }
    }

    /** A fixed entry if all conditions hold. */
    record IfHeaders(String key, String value, List<HeaderCondition> conditions) implements RateLimitAction {

        public IfHeaders {
            conditions = List.copyOf(conditions);
        }

        @Override
        public @Nullable DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            boolean hold = conditions.stream().allMatch(condition -> condition.holds(request));
            return hold ? new DescriptorEntry(key, value) : null;
        }

        @Override
        public Map<String, Object> tree() {
            return RateLimitAction.tree(
                    "header_value_match",
                    fields(
                            "descriptor_key",
                            key,
                            "descriptor_value",
                            value,
                            "headers",
                            conditions.stream().map(HeaderCondition::tree).toList()));
        }
    }

    /**
     * A fixed entry if none of the headers has one of its values.
     *
     * @param unless by the name of a header, the values
     */
    record UnlessHeaders(String key, String value, Map<String, List<String>> unless) implements RateLimitAction {

        private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");

        public UnlessHeaders {
            Map<String, List<String>> copy = new LinkedHashMap<>();
            unless.forEach((name, values) -> copy.put(name, List.copyOf(values)));
            unless = copy;
        }

        @Override
        public String known(String sourceCluster, String destinationCluster) {
            return value;
        }

        @Override
        public @Nullable DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            boolean has = unless.entrySet().stream().anyMatch(header -> {
                String value = request.header(header.getKey());
                return value != null && header.getValue().contains(value);
            });
            return has ? null : new DescriptorEntry(key, value);
        }

        /** All matchers must match, so each is that a header has none of its values. */
        @Override
        public Map<String, Object> tree() {
            List<Map<String, Object>> matchers = unless.entrySet().stream()
                    .map(header -> fields(
                            "name",
                            header.getKey(),
                            "string_match",
                            Map.of("safe_regex", Map.of("regex", anyOf(header.getValue()))),
                            "invert_match",
                            true,
                            "treat_missing_header_as_empty",
                            true))
                    .toList();
            return RateLimitAction.tree(
                    "header_value_match",
                    fields("descriptor_key", key, "descriptor_value", value, "headers", matchers));
        }

        private static String anyOf(List<String> values) {
            return values.stream().map(UnlessHeaders::literally).collect(Collectors.joining("|"));
        }

        /** RE2 takes a backslash before punctuation only. */
        private static String literally(String text) {
            return PUNCTUATION.matcher(text).replaceAll("\\\\$0");
        }
    }

    /** The trusted address of the client. */
    record RemoteAddress() implements RateLimitAction {

        @Override
        public String key() {
            return "remote_address";
        }

        @Override
        public DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            return new DescriptorEntry(key(), request.remoteAddress());
        }

        @Override
        public Map<String, Object> tree() {
            return RateLimitAction.tree(key(), Map.of());
        }
    }

    /** The cluster that Envoy itself belongs to. */
    record SourceCluster() implements RateLimitAction {

        @Override
        public String key() {
            return "source_cluster";
        }

        @Override
        public String known(String sourceCluster, String destinationCluster) {
            return sourceCluster;
        }

        @Override
        public DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            return new DescriptorEntry(key(), sourceCluster);
        }

        @Override
        public Map<String, Object> tree() {
            return RateLimitAction.tree(key(), Map.of());
        }
    }

    /** The cluster that the request is routed to. */
    record DestinationCluster() implements RateLimitAction {

        @Override
        public String key() {
            return "destination_cluster";
        }

        @Override
        public String known(String sourceCluster, String destinationCluster) {
            return destinationCluster;
        }

        @Override
        public DescriptorEntry entry(Request request, String sourceCluster, String destinationCluster) {
            return new DescriptorEntry(key(), destinationCluster);
        }

        @Override
        public Map<String, Object> tree() {
            return RateLimitAction.tree(key(), Map.of());
        }
    }
}
