package io.tollgate.gateway.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers in protobuf's JSON: with fraction and exponent too if they come to a whole one, and in quotes. */
final class JsonInteger {

    static final Range UINT32 =
            new Range(BigInteger.ZERO, BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE));
    static final Range UINT64 =
            new Range(BigInteger.ZERO, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    static final Range INT32 = new Range(BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE));

    private static final Pattern NUMBER = Pattern.compile("(-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?)(?:[eE][+-]?[0-9]+)?");
    private static final int MOST_CHARACTERS = 1_000;
    private static final int MOST_DIGITS = 20; // of 2^64 - 1

    private JsonInteger() {}

    /** The numbers that a type has. */
    record Range(BigInteger least, BigInteger most) {}

    /**
     * Reads the number that a parser is at.
     *
     * @throws IOException if there is none, it is not whole, or the type does not have it
     */
    static BigInteger read(JsonParser json, Range range) throws IOException {
        boolean number = json.currentToken().isNumeric();
        if (!number && json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IOException("expected a number, found " + json.currentToken());
        }
        BigInteger whole = whole(json.getText());
        if (whole.compareTo(range.least()) < 0 || whole.compareTo(range.most()) > 0) {
            throw new IOException("a number that its field does not have");
        }
        return whole;
    }

    private static BigInteger whole(String text) throws IOException {
        Matcher number = NUMBER.matcher(text);
        if (text.length() > MOST_CHARACTERS || !number.matches()) {
            throw new IOException("not a number");
        }
        if (new BigDecimal(number.group(1)).signum() == 0) {
            return BigInteger.ZERO; // whatever its exponent
        }
        try {
            BigDecimal value = new BigDecimal(text).stripTrailingZeros();
            if (value.scale() <= 0 && (long) value.precision() - value.scale() <= MOST_DIGITS) {
                return value.toBigIntegerExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IOException("an exponent past all bounds", e);
        }
        throw new IOException("not a whole number, or past all bounds");
    }
}
