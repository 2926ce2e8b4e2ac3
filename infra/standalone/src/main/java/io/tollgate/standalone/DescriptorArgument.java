package io.tollgate.standalone;

import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * A descriptor on the command line: entries {@code key=value}, parted by commas. A backslash takes the special meaning
 * from the comma, the equals sign or the backslash behind it.
 */
final class DescriptorArgument {

    private DescriptorArgument() {}

    /**
     * Returns the descriptor in Envoy's words.
     *
     * @throws IllegalArgumentException if an entry has no key or no equals sign
     */
    static RateLimitDescriptor parse(String text) {
        RateLimitDescriptor.Builder descriptor = RateLimitDescriptor.newBuilder();
        for (String entry : split(text, ',')) {
            List<String> parts = split(entry, '=');
            String key = unescape(parts.get(0));
            if (parts.size() < 2 || key.isEmpty()) {
                throw new IllegalArgumentException(
                        "descriptor '" + text + "': entry '" + entry + "' (expected: key=value)");
            }
            // only the first equals sign parts; values such as base64 hold some of their own
            String value = unescape(entry.substring(parts.get(0).length() + 1));
            descriptor.addEntries(
                    RateLimitDescriptor.Entry.newBuilder().setKey(key).setValue(value));
        }
        return descriptor.build();
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == separator) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escaped = text.charAt(i) == '\\' && i + 1 < text.length();
            plain.append(text.charAt(escaped ? ++i : i));
        }
        return plain.toString();
    }
}
