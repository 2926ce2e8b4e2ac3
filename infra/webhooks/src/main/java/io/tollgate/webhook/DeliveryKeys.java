package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * The keys of the store's rows: a byte for the table, the webhook, a zero, and what the table is sorted by. All texts in
 * them are ASCII without a zero.
 */
final class DeliveryKeys {

    /** By id: the delivery. */
    static final byte DELIVERY = 'm';

    /** By id: what is sent. */
    static final byte PAYLOAD = 'p';

    /** By time and id: what is pending. */
    static final byte DUE = 'd';

    /** By time and id, the newest first: all, with the state. */
    static final byte LISTED = 'l';

    /** By time and id: what has ended. */
    static final byte ENDED = 'e';

    /** What is known of the webhook. */
    static final byte WEBHOOK = 'w';

    /** Of all webhooks, by time, the newest first, webhook and id: dead letters. */
    static final byte DEAD = 'x';

    /** All tables that begin with the webhook. */
    static final byte[] OF_WEBHOOK = {DELIVERY, PAYLOAD, DUE, LISTED, ENDED, WEBHOOK};

    private DeliveryKeys() {}

    /** Returns what the rows of a webhook in a table begin with. */
    static byte[] prefix(byte table, String webhook) {
        byte[] name = webhook.getBytes(US_ASCII);
        return ByteBuffer.allocate(2 + name.length)
                .put(table)
                .put(name)
                .put((byte) 0)
                .array();
    }

    /** Returns the key behind all that begin with a prefix, which ends in a zero or is that of a table. */
    static byte[] behind(byte[] prefix) {
        byte[] behind = prefix.clone();
        behind[behind.length - 1]++;
        return behind;
    }

    static byte[] of(byte table, String webhook, String id) {
        return join(prefix(table, webhook), id.getBytes(US_ASCII));
    }

    static byte[] of(byte table, String webhook, Due due) {
        return join(prefix(table, webhook), number(due.at()), due.id().getBytes(US_ASCII));
    }

    static byte[] listed(Delivery delivery) {
        long newestFirst = Long.MAX_VALUE - delivery.created().toEpochMilli();
        return of(LISTED, delivery.webhook(), new Due(newestFirst, delivery.id()));
    }

    static byte[] dead(Delivery delivery) {
        long newestFirst = Long.MAX_VALUE - delivery.progress().at().toEpochMilli();
        byte[] webhook = (delivery.webhook() + "\0" + delivery.id()).getBytes(US_ASCII);
        return join(new byte[] {DEAD}, number(newestFirst), webhook);
    }

    /** Returns the time and the id that end a key. */
    static Due due(byte[] key, int prefixLength) {
        ByteBuffer rest = ByteBuffer.wrap(key, prefixLength, key.length - prefixLength);
        long at = rest.getLong();
        return new Due(at, US_ASCII.decode(rest).toString());
    }

    /** Returns the webhook of a key that begins with it. */
    static String webhook(byte[] key) {
        int end = 1;
        while (key[end] != 0) {
            end++;
        }
        return new String(key, 1, end - 1, US_ASCII);
    }

    /** Returns the webhook and the id of a dead letter's key. */
    static String[] deadLetter(byte[] key) {
        int start = 1 + Long.BYTES;
        return new String(key, start, key.length - start, US_ASCII).split("\0", 2);
    }

    /** Returns how people name the row at which a page begins. */
    static String page(byte[] key, int prefixLength) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(key, prefixLength, key.length));
    }

    /**
     * Returns the row at which a page begins.
     *
     * @throws IllegalArgumentException if no page has such a name
     */
    static byte[] row(byte[] prefix, String page) {
        return join(prefix, Base64.getUrlDecoder().decode(page));
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
