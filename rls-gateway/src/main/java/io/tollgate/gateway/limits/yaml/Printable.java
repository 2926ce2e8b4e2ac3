package io.tollgate.gateway.limits.yaml;

/**
 * Text that another wrote, as it can be shown to people: what would begin a new line, move the cursor, change the
 * direction of writing or not be seen is written as a backslash and
 * what Java and JSON have behind it.
 */
public final class Printable {

    private static final int MESSAGE_CHARACTERS = 1_000;

    private Printable() {}

    /** Returns a message that quotes a file, which may hold anything: with escapes, and cut off where it is very long. */
    public static String message(String said) {
        String message = of(said);
        return message.length() > MESSAGE_CHARACTERS ? message.substring(0, MESSAGE_CHARACTERS) + "..." : message;
    }

    /** Returns the text with escapes; the text itself if it needs none. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (needsEscape(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (character > Character.MAX_VALUE || !needsEscape((char) character)) {
                shown.appendCodePoint(character);
            } else {
                shown.append(escape((char) character));
            }
        });
        return shown.toString();
    }

    private static String escape(char character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u%04x".formatted((int) character);
        };
    }

    private static boolean needsEscape(char character) {
        if (character >= ' ' && character < 0x7F) {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
