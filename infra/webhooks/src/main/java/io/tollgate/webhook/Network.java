package io.tollgate.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses that begin with the same bits, such as {@code 10.0.0.0/8} or {@code fd00::/8}. Immutable. */
public final class Network {

    private static final Pattern V4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final String text;
    private final byte[] first;
    private final int bits;

    private Network(String text, byte[] first, int bits) {
        this.text = text;
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if it is none, or has bits behind its own
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] first = slash < 0 ? null : literal(text.substring(0, slash));
        if (first == null) {
            throw new IllegalArgumentException("'" + text + "' (expected: a network such as 10.0.0.0/8)");
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > first.length * Byte.SIZE) {
            throw new IllegalArgumentException("'" + text + "': " + bits + " is no number of its bits");
        }
        Network network = new Network(text, first, bits);
        if (!Arrays.equals(network.masked(first), first)) {
            throw new IllegalArgumentException("'" + text + "' has bits behind its first " + bits);
        }
        return network;
    }

    /** Reads networks. */
    static List<Network> parseAll(List<String> texts) {
        return texts.stream().map(Network::parse).toList();
    }

    /** Returns the address of a text, which is never looked up; null if it is no address. */
    static byte @Nullable [] literal(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return null; // such as 300.1.1.1
        }
    }

    private byte[] masked(byte[] address) {
        byte[] masked = new byte[address.length];
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            masked[bit / Byte.SIZE] |= (byte) (address[bit / Byte.SIZE] & mask);
        }
        return masked;
    }

    /** Returns whether an address is one of them. */
    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == first.length && Arrays.equals(masked(bytes), first);
    }

    @Override
    public String toString() {
        return text;
    }
}
