package io.tollgate.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Text in a URL, where {@code %XX} stands for a byte of UTF-8.
 *
 * <p>Characters beyond ASCII, which a URL should not have, stand for themselves. The replacement character U+FFFD does
 * not, unless it is written in bytes: servers put it where bytes were not UTF-8.
 */
public final class PercentEncoding {

    private static final int LONGEST_SHOWN = 80;
    private static final int HEX = 16;
    private static final int ASCII_END = 0x80;
    private static final int REPLACEMENT = 0xFFFD;

    private PercentEncoding() {}

    /**
     * Returns the text of a part of a query, where a plus sign stands for a space.
     *
     * @throws BadRequestTextException if a percent sign is not followed by two hexadecimal digits, or the bytes are not
     *     UTF-8
     */
    public static String decodeForm(String text) {
        return decode(text, ' ');
    }

    /**
     * Returns the text of a part of a path, where a plus sign stands for itself (RFC 3986, section 2.2).
     *
     * @throws BadRequestTextException as {@link #decodeForm} does
     */
    public static String decodePath(String text) {
        return decode(text, '+');
    }

    private static String decode(String text, char plus) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        try {
            for (int at = 0; at < text.length(); at++) {
                char next = text.charAt(at);
                if (next == '%') {
                    bytes.write(octet(text, at));
                    at += 2;
                } else if (next < ASCII_END) {
                    bytes.write(next == '+' ? plus : next);
                } else {
                    at += writeCharacter(text.codePointAt(at), bytes) - 1;
                }
            }
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestTextException(
                    "'" + shown(text) + "' is not UTF-8 (expected: each byte of the text in UTF-8 as %XX)");
        }
    }

    private static int octet(String text, int percent) {
        int high = digit(text, percent + 1);
        int low = digit(text, percent + 2);
        if (high < 0 || low < 0) {
            throw new BadRequestTextException("'" + shown(text) + "' has a percent sign without two hexadecimal digits"
                    + " behind it (expected: %25 for the sign itself)");
        }
        return high * HEX + low;
    }

    /** Only of ASCII: {@link Character#digit} also takes digits of other scripts. */
    private static int digit(String text, int at) {
        return at < text.length() && text.charAt(at) < ASCII_END ? Character.digit(text.charAt(at), HEX) : -1;
    }

    /** Returns how many chars of a string the character takes. */
    private static int writeCharacter(int character, ByteArrayOutputStream to) throws CharacterCodingException {
        if (character == REPLACEMENT) {
            throw new CharacterCodingException();
        }
        String text = Character.toString(character);
        ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        to.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
        return text.length();
    }

    /** Returns the text as messages quote it, cut where it is long. */
    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
