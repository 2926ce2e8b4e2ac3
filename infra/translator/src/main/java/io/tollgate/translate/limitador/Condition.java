package io.tollgate.translate.limitador;

import io.tollgate.translate.envoy.HeaderCondition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a value of the request, as far as expressions of CEL are understood: it is compared with a text.
 *
 * @param reference to the value, as it is written
 * @param kind how it is compared
 * @param text that it is compared with
 * @param inverted whether the comparison must fail
 */
record Condition(String reference, Kind kind, String text, boolean inverted) {

    private static final String TEXT = "'[^'\\\\]*'|\"[^\"\\\\]*\"";
    private static final String REFERENCE = "[A-Za-z_][\\w.]*(?:\\[(?:\\d+|" + TEXT + ")](?:\\.[A-Za-z_][\\w.]*)?)*";
    private static final Pattern ONLY_REFERENCE = Pattern.compile("\\s*(" + REFERENCE + ")\\s*");
    private static final Pattern COMPARED = Pattern.compile("\\s*(" + REFERENCE + ")\\s*(==|!=)\\s*(" + TEXT + ")\\s*");
    private static final Pattern TURNED = Pattern.compile("\\s*(" + TEXT + ")\\s*(==|!=)\\s*(" + REFERENCE + ")\\s*");
    private static final Pattern CALLED = Pattern.compile(
            "\\s*(!?)\\s*(" + REFERENCE + ")\\.(startsWith|endsWith|contains)\\(\\s*(" + TEXT + ")\\s*\\)\\s*");

    /** The syntax before Limitador 1.0, which had no quotes. */
    private static final Pattern BARE =
            Pattern.compile("\\s*([A-Za-z_][\\w.]*)\\s*==\\s*([^\\s'\"=!<>&|()\\[\\]]+)\\s*");

    private static final Pattern PARTS = Pattern.compile("(?:" + TEXT + "|[^'\"&]|(?<!&)&(?!&))+");

    /** Returns the conditions that an expression joins by {@code &&}, null if it is not understood. */
    static @Nullable List<Condition> all(String expression) {
        List<Condition> conditions = new ArrayList<>();
        Matcher parts = PARTS.matcher(expression);
        int end = 0;
        while (parts.find()) {
            Condition condition = one(parts.group());
            if (condition == null || parts.start() != end) {
                return null;
            }
            conditions.add(condition);
            end = parts.end() + 2;
        }
        return conditions.isEmpty() || end != expression.length() + 2 ? null : conditions;
    }

    private static @Nullable Condition one(String part) {
        Matcher compared = COMPARED.matcher(part);
        if (compared.matches()) {
            return of(compared.group(1), Kind.EXACT, unquoted(compared.group(3)), isInverted(compared.group(2)));
        }
        Matcher turned = TURNED.matcher(part);
        if (turned.matches()) {
            return of(turned.group(3), Kind.EXACT, unquoted(turned.group(1)), isInverted(turned.group(2)));
        }
        Matcher called = CALLED.matcher(part);
        if (called.matches()) {
            Kind kind = switch (called.group(3)) {
                case "startsWith" -> Kind.PREFIX;
                case "endsWith" -> Kind.SUFFIX;
                default -> Kind.CONTAINS;
            };
            return of(
                    called.group(2),
                    kind,
                    unquoted(called.group(4)),
                    called.group(1).equals("!"));
        }
        Matcher bare = BARE.matcher(part);
        return bare.matches() && !isConstant(bare.group(2))
                ? of(bare.group(1), Kind.EXACT, bare.group(2), false)
                : null;
    }

    private static @Nullable Condition of(String reference, Kind kind, String text, boolean inverted) {
        return isConstant(reference) ? null : new Condition(reference, kind, text, inverted);
    }

    private static boolean isConstant(String word) {
        return word.equals("true") || word.equals("false") || word.equals("null");
    }

    private static boolean isInverted(String operator) {
        return operator.equals("!=");
    }

    private static String unquoted(String text) {
        return text.substring(1, text.length() - 1);
    }

    /** Returns the reference that an expression is, without spaces around it; null if it is something else. */
    static @Nullable String reference(String expression) {
        Matcher matcher = ONLY_REFERENCE.matcher(expression);
        return matcher.matches() && !isConstant(matcher.group(1)) ? matcher.group(1) : null;
    }

    /** Returns whether it holds for a value. */
    boolean holds(String value) {
        return inverted
                != switch (kind) {
                    case EXACT -> value.equals(text);
                    case PREFIX -> value.startsWith(text);
                    case SUFFIX -> value.endsWith(text);
                    case CONTAINS -> value.contains(text);
                    case PRESENT -> true;
                };
    }
}
