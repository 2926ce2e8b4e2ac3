package io.tollgate.gateway.limits.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Tells the types of unquoted YAML scalars apart exactly as the reference's parser (Go's yaml.v2) does, which differs
 * from SnakeYAML's own reading: {@code y} and {@code n} are booleans, {@code 08} and {@code 1e3} are floats, {@code
 * 1:30} and dates are text.
 */
final class YamlResolver extends Resolver {

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE_WORDS = Set.of("y", "yes", "true", "on");
    private static final Set<String> FALSE_WORDS = Set.of("n", "no", "false", "off");
    private static final Set<String> INFINITIES = Set.of(".inf", ".Inf", ".INF");
    private static final Set<String> NOT_NUMBERS = Set.of(".nan", ".NaN", ".NAN");
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:0[bB][01]+|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

    private static final String BEGINNINGS_OF_NUMBERS = "+-.0123456789";
    private static final String BEGINNINGS_OF_WORDS = "~<nNyYtTfFoO";

    /** As long as {@code false}. */
    private static final int LONGEST_WORD = 5;

    /** So many digits always fit 64 bits. */
    private static final int MAX_PLAIN_DIGITS = 18;

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        return kind == NodeId.scalar && implicit ? plain(value) : super.resolve(kind, value, implicit);
    }

    private static Tag plain(String text) {
        if (isSurelyText(text)) {
            return Tag.STR;
        }
        if (NULLS.contains(text)) {
            return Tag.NULL;
        }
        if (truth(text) != null) {
            return Tag.BOOL;
        }
        if (text.equals("<<")) {
            return Tag.MERGE;
        }
        return BEGINNINGS_OF_NUMBERS.indexOf(text.charAt(0)) >= 0 ? numeric(text) : Tag.STR;
    }

    /** Spares most words a look at the sets: what is more than text begins like a number or like one of their words. */
    private static boolean isSurelyText(String text) {
        return !text.isEmpty()
                && BEGINNINGS_OF_NUMBERS.indexOf(text.charAt(0)) < 0
                && (text.length() > LONGEST_WORD || BEGINNINGS_OF_WORDS.indexOf(text.charAt(0)) < 0);
    }

    private static Tag numeric(String text) {
        if (isPlainDecimal(text)) {
            return Tag.INT;
        }
        String digits = text.replace("_", "");
        if (WHOLE.matcher(digits).matches()) {
            return Tag.INT;
        }
        return isSpecialFloat(text) || isFiniteFloat(digits) ? Tag.FLOAT : Tag.STR;
    }

    /** What is too large for a float is text. */
    private static boolean isFiniteFloat(String digits) {
        return FLOAT.matcher(digits).matches() && Double.isFinite(Double.parseDouble(digits));
    }

    /** Returns true for most numbers of a file, which then need no regular expression. */
    private static boolean isPlainDecimal(String text) {
        if (text.isEmpty() || text.length() > MAX_PLAIN_DIGITS || text.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpecialFloat(String text) {
        return NOT_NUMBERS.contains(text) || INFINITIES.contains(unsigned(text));
    }

    /** Returns what a word says that means true or false, in the cases of on, On and ON; null for any other word. */
    static @Nullable Boolean truth(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean known = TRUE_WORDS.contains(lower) || FALSE_WORDS.contains(lower);
        if (!known || !isUsualCase(text, lower)) {
            return null;
        }
        return TRUE_WORDS.contains(lower);
    }

    private static boolean isUsualCase(String text, String lower) {
        String upper = lower.toUpperCase(Locale.ROOT);
        return text.equals(lower) || text.equals(upper) || text.equals(upper.charAt(0) + lower.substring(1));
    }

    /** Returns the number that a whole number's text stands for, null if it is none or does not fit 64 bits. */
    static @Nullable Long whole(String text) {
        if (isPlainDecimal(text)) {
            return Long.valueOf(text);
        }
        String plain = text.replace("_", "");
        if (!WHOLE.matcher(plain).matches()) {
            return null;
        }
        String sign = plain.startsWith("-") ? "-" : "";
        String digits = unsigned(plain).toLowerCase(Locale.ROOT);
        try {
            return Long.parseLong(sign + withoutPrefix(digits), radix(digits));
        } catch (NumberFormatException tooLong) {
            return null;
        }
    }

    private static int radix(String digits) {
        if (digits.startsWith("0x")) {
            return 16;
        }
        if (digits.startsWith("0b")) {
            return 2;
        }
        return digits.startsWith("0") ? 8 : 10;
    }

    private static String withoutPrefix(String digits) {
        return digits.length() > 1 && Character.isLetter(digits.charAt(1)) ? digits.substring(2) : digits;
    }

    /** Returns the number that a number's text stands for, null if it is none. */
    static @Nullable Double number(String text) {
        Long whole = whole(text);
        if (whole != null) {
            return whole.doubleValue();
        }
        if (NOT_NUMBERS.contains(text)) {
            return Double.NaN;
        }
        if (INFINITIES.contains(unsigned(text))) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        String plain = text.replace("_", "");
        return FLOAT.matcher(plain).matches() ? Double.valueOf(plain) : null;
    }

    private static String unsigned(String text) {
        return text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    }
}
