package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.file.DescriptorSpec;
import io.tollgate.gateway.limits.file.DomainSpec;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.gateway.limits.yaml.Printable;
import io.tollgate.gateway.limits.yaml.YamlCursor;
import io.tollgate.gateway.limits.yaml.YamlDocument;
import io.tollgate.gateway.limits.yaml.YamlFields;
import io.tollgate.gateway.limits.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks in files that are right for what is likely not meant: limits that deny everything, numbers that are not what
 * they look like, text with characters that nobody sees. It reads each file once more, which a gateway does not do. For
 * one set of files.
 */
final class LimitAdvice {

    private static final int MOST = 1_000;

    private final LimitFileOptions options;
    private final List<String> warnings = new ArrayList<>();

    LimitAdvice(LimitFileOptions options) {
        this.options = options;
    }

    /** Returns a line for each thing found so far; more than a person would read are left out. */
    List<String> warnings() {
        return warnings.stream().limit(MOST).map(Printable::of).toList();
    }

    /** Looks at a file that was read without an error. */
    void look(LimitFile file) {
        YamlFields root = YamlFields.of(new YamlDocument(file).root());
        lookAtText(root, "domain");
        root.maps("descriptors").forEach(this::lookAtDescriptor);
    }

    /** Looks for rules that others leave nothing to. */
    void look(DomainSpec domain) {
        lookForShadowed(domain.descriptors());
    }

    private void lookForShadowed(List<DescriptorSpec> siblings) {
        new ShadowedRules(siblings).warnings().forEach(this::warn);
        siblings.forEach(sibling -> lookForShadowed(sibling.children()));
    }

    /** Adds what was seen elsewhere. */
    void warn(String warning) {
        if (warnings.size() < MOST) {
            warnings.add(warning);
        }
    }

    private void lookAtDescriptor(YamlCursor cursor) {
        YamlFields fields = YamlFields.of(cursor);
        lookAtText(fields, "key");
        lookAtText(fields, "value");
        YamlCursor one = fields.find("rate_limit");
        if (one != null) {
            lookAtLimit(YamlFields.of(one));
        }
        if (options.extensions()) {
            fields.maps("rate_limits").forEach(limit -> lookAtLimit(YamlFields.of(limit)));
        }
        fields.maps("descriptors").forEach(this::lookAtDescriptor);
    }

    private void lookAtLimit(YamlFields limit) {
        lookAtText(limit, "name");
        for (String number : List.of("requests_per_unit", "unit_multiplier")) {
            YamlCursor field = limit.find(number);
            if (field != null) {
                lookAtNumber(field);
            }
        }
        if (limit.find("requests_per_unit") == null && !limit.bool("unlimited")) {
            warn(limit.place("requests_per_unit")
                    .message("requests_per_unit is missing, so every hit is denied"
                            + " (say requests_per_unit: 0 if that is meant)"));
        }
    }

    private void lookAtNumber(YamlCursor field) {
        YamlScalar scalar = field.scalar("a whole number");
        String written = scalar.shown();
        String digits = written.replaceAll("[-+_]", "");
        long number = scalar.whole(0, Long.MAX_VALUE);
        boolean octal = digits.length() > 1 && digits.charAt(0) == '0' && Character.isDigit(digits.charAt(1));
        if (octal && !digits.replaceFirst("^0+(?=.)", "").equals(Long.toString(number))) {
            warn(field.message(written + " is " + number + ", since a number that begins with 0 is octal (say " + number
                    + ", or leave the 0 out)"));
        }
    }

    private void lookAtText(YamlFields fields, String name) {
        String text = fields.text(name);
        if (text.isEmpty()) {
            return;
        }
        String oddity = oddity(text);
        if (oddity != null) {
            warn(fields.place(name).message(name + " '" + text + "' " + oddity));
        }
    }

    private static @Nullable String oddity(String text) {
        if (text.endsWith("\n")) {
            return "ends with a line break, so only such values match (say |- instead of |, or put it in one line)";
        }
        int odd = (int) text.codePoints().takeWhile(LimitAdvice::isSeen).count();
        if (odd < text.codePointCount(0, text.length())) {
            int character = text.codePointAt(text.offsetByCodePoints(0, odd));
            return "holds the character U+%04X (%s), which cannot be seen (write it anew if it is not meant)"
                    .formatted(character, Character.getName(character));
        }
        if (!text.equals(text.strip())) {
            return "begins or ends with a space (take it away if it is not meant)";
        }
        return null;
    }

    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
