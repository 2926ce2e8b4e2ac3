package io.tollgate.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Keys of records that belong to a partition and not to a counter. They begin with a byte that no counter's key begins
 * with (it would be branch -1 of the union).
 */
public final class ControlKey {

    /** Key of heartbeats in {@code usage}. */
    private static final byte[] HEARTBEAT = control("heartbeat");

    /** Key of watermarks in {@code hits}. */
    private static final byte[] WATERMARK = control("mark");

    private ControlKey() {}

    /** Returns the key of heartbeats in {@code usage}. */
    public static byte[] heartbeat() {
        return HEARTBEAT.clone();
    }

    /** Returns the key of watermarks in {@code hits}. */
    public static byte[] watermark() {
        return WATERMARK.clone();
    }

    /** Returns whether the key is one of these and not a counter's. */
    public static boolean isControl(byte[] key) {
        return Arrays.equals(key, HEARTBEAT) || Arrays.equals(key, WATERMARK);
    }

    private static byte[] control(String name) {
        byte[] text = name.getBytes(UTF_8);
        byte[] key = new byte[text.length + 1];
        key[0] = 1;
        System.arraycopy(text, 0, key, 1, text.length);
        return key;
    }
}
