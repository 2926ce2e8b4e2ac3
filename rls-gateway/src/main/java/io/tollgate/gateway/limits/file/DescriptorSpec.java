package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor as a file has it, checked by itself but not yet against its siblings.
 *
 * @param key text or pattern, never empty
 * @param value text or pattern; empty stands for any value
 * @param metadata free-form, empty if there is none
 * @param rule what holds for hits that end at this descriptor, null if nothing does
 * @param source where it stands, for messages
 */
public record DescriptorSpec(
        String key,
        String value,
        Flags flags,
        Map<String, @Nullable Object> metadata,
        @Nullable RuleSpec rule,
        List<DescriptorSpec> children,
        YamlCursor source) {

    public DescriptorSpec {
        children = List.copyOf(children);
    }

    /**
     * The flags of a descriptor; children do not inherit them.
     *
     * @param reported whether hits are told after they were served
     */
    public record Flags(
            boolean shadowMode,
            boolean quotaMode,
            boolean detailedMetric,
            boolean valueToMetric,
            boolean shareThreshold,
            boolean reported) {}

    /** Returns key and value as metrics and messages show them. */
    public String composite() {
        return composite(key, value);
    }

    public static String composite(String key, String value) {
        return value.isEmpty() ? key : key + "_" + value;
    }
}
