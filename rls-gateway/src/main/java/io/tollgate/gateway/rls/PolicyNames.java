package io.tollgate.gateway.rls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.model.Limit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Gives each limit of one response a name of printable ASCII that no other limit in it has. */
final class PolicyNames {

    private static final int MOST_CHARS = 100;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Set<String> taken = new HashSet<>();

    /** Returns the limit's name, or its unit where it has none; with a number behind it where that is taken. */
    String nameOf(Limit limit) {
        String base = printable(limit.name().isEmpty() ? limit.unit().name().toLowerCase(Locale.ROOT) : limit.name());
        String name = base;
        for (int number = 2; !taken.add(name); number++) {
            name = base + "-" + number;
        }
        return name;
    }

    /** What is not printable ASCII, and the percent sign, is percent-encoded; what is too long is cut between characters. */
    private static String printable(String name) {
        StringBuilder printable = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
            String encoded = encoded(name.codePointAt(i));
            if (printable.length() + encoded.length() > MOST_CHARS) {
                break;
            }
            printable.append(encoded);
        }
        return printable.toString();
    }

    private static String encoded(int character) {
        String text = Character.toString(character);
        if (character >= ' ' && character <= '~' && character != '%') {
            return text;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(UTF_8)) {
            encoded.append('%').append(HEX.toHexDigits(each));
        }
        return encoded.toString();
    }
}
