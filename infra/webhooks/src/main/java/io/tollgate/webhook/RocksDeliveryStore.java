package io.tollgate.webhook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** Deliveries in RocksDB. {@link DeliveryKeys} says which rows there are; those of a delivery change together. */
final class RocksDeliveryStore implements DeliveryStore {

    private static final int PAGE = 50;
    private static final byte[] NOTHING = {};

    private final Rows rows;
    private final WebhookConfig.Kept kept;

    /** @throws java.io.UncheckedIOException if it cannot be opened */
    RocksDeliveryStore(Path folder, WebhookConfig.Kept kept) {
        this.rows = new Rows(folder);
        this.kept = kept;
    }

    @Override
    public Acceptance add(Delivery delivery, byte[] payload) {
        if (rows.get(DeliveryKeys.of(DeliveryKeys.DELIVERY, delivery.webhook(), delivery.id())) != null) {
            return Acceptance.KNOWN;
        }
        byte[] row = DeliveryRow.encode(delivery);
        long bytes = (long) payload.length + row.length;
        WebhookState before = state(delivery.webhook());
        Room room = isRoom(before, bytes) ? new Room(before, List.of()) : makeRoom(delivery.webhook(), before, bytes);
        if (!isRoom(room.state(), bytes)) {
            return Acceptance.FULL;
        }
        rows.write(batch -> {
            for (Delivery old : room.dropped()) {
                drop(batch, old);
            }
            batch.put(DeliveryKeys.of(DeliveryKeys.PAYLOAD, delivery.webhook(), delivery.id()), payload);
            put(batch, delivery, row);
            putState(batch, delivery.webhook(), room.state().plus(1, bytes));
        });
        return Acceptance.ACCEPTED;
    }

    /** Room for a delivery, and what has to go for it. */
    private record Room(WebhookState state, List<Delivery> dropped) {}

    private boolean isRoom(WebhookState state, long bytes) {
        return state.deliveries() < kept.deliveries() && state.bytes() + bytes <= kept.bytes();
    }

    /** Makes some more room than is needed now, since each look for what is oldest has to pass what was dropped before. */
    private Room makeRoom(String webhook, WebhookState before, long bytes) {
        long spareDeliveries = kept.deliveries() / 10;
        long spareBytes = kept.bytes() / 10;
        byte[] prefix = DeliveryKeys.prefix(DeliveryKeys.ENDED, webhook);
        return rows.walk(prefix, iterator -> {
            WebhookState state = before;
            List<Delivery> dropped = new ArrayList<>();
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                if (state.deliveries() <= kept.deliveries() - 1 - spareDeliveries
                        && state.bytes() + bytes <= kept.bytes() - spareBytes) {
                    break;
                }
                String id = DeliveryKeys.due(iterator.key(), prefix.length).id();
                byte[] row = rows.get(DeliveryKeys.of(DeliveryKeys.DELIVERY, webhook, id));
                byte[] payload = payload(webhook, id);
                if (row != null && payload != null) {
                    dropped.add(DeliveryRow.decode(row));
                    state = state.plus(-1, -(long) row.length - payload.length);
                }
            }
            return new Room(state, dropped);
        });
    }

    private static void put(WriteBatch batch, Delivery delivery, byte[] row) throws RocksDBException {
        String webhook = delivery.webhook();
        batch.put(DeliveryKeys.of(DeliveryKeys.DELIVERY, webhook, delivery.id()), row);
        batch.put(DeliveryKeys.listed(delivery), new byte[] {delivery.state().code()});
        if (delivery.state() == DeliveryState.PENDING) {
            batch.put(DeliveryKeys.of(DeliveryKeys.DUE, webhook, Due.of(delivery)), NOTHING);
        } else {
            batch.put(DeliveryKeys.of(DeliveryKeys.ENDED, webhook, Due.of(delivery)), NOTHING);
        }
        if (delivery.state() == DeliveryState.DEAD) {
            batch.put(DeliveryKeys.dead(delivery), NOTHING);
        }
    }

    /** Takes a delivery out of all orders that its progress put it into. */
    private static void withdraw(WriteBatch batch, Delivery delivery) throws RocksDBException {
        byte table = delivery.state() == DeliveryState.PENDING ? DeliveryKeys.DUE : DeliveryKeys.ENDED;
        batch.delete(DeliveryKeys.of(table, delivery.webhook(), Due.of(delivery)));
        if (delivery.state() == DeliveryState.DEAD) {
            batch.delete(DeliveryKeys.dead(delivery));
        }
    }

    private static void drop(WriteBatch batch, Delivery delivery) throws RocksDBException {
        withdraw(batch, delivery);
        batch.delete(DeliveryKeys.listed(delivery));
        batch.delete(DeliveryKeys.of(DeliveryKeys.DELIVERY, delivery.webhook(), delivery.id()));
        batch.delete(DeliveryKeys.of(DeliveryKeys.PAYLOAD, delivery.webhook(), delivery.id()));
    }

    private static void putState(WriteBatch batch, String webhook, WebhookState state) throws RocksDBException {
        batch.put(DeliveryKeys.prefix(DeliveryKeys.WEBHOOK, webhook), state.encode());
    }

    @Override
    public void sync() {
        rows.sync();
    }

    @Override
    public void change(Delivery delivery) {
        byte[] before = rows.get(DeliveryKeys.of(DeliveryKeys.DELIVERY, delivery.webhook(), delivery.id()));
        if (before == null) {
            throw new IllegalStateException("there is no delivery " + delivery.id() + " of " + delivery.webhook());
        }
        byte[] row = DeliveryRow.encode(delivery);
        WebhookState state = state(delivery.webhook()).plus(0, row.length - before.length);
        rows.write(batch -> {
            withdraw(batch, DeliveryRow.decode(before));
            put(batch, delivery, row);
            putState(batch, delivery.webhook(), state);
        });
    }

    @Override
    public void setDisabled(String webhook, long atMillis) {
        WebhookState state = state(webhook).disabledAt(atMillis);
        rows.write(batch -> putState(batch, webhook, state));
        rows.sync();
    }

    @Override
    public void forget(String webhook) {
        List<byte[]> letters = deadLettersOf(webhook);
        rows.write(batch -> {
            for (byte[] letter : letters) {
                batch.delete(letter);
            }
            for (byte table : DeliveryKeys.OF_WEBHOOK) {
                byte[] prefix = DeliveryKeys.prefix(table, webhook);
                batch.deleteRange(prefix, DeliveryKeys.behind(prefix));
            }
        });
    }

    private List<byte[]> deadLettersOf(String webhook) {
        byte[] prefix = DeliveryKeys.prefix(DeliveryKeys.DELIVERY, webhook);
        return rows.walk(prefix, iterator -> {
            List<byte[]> letters = new ArrayList<>();
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                Delivery delivery = DeliveryRow.decode(iterator.value());
                if (delivery.state() == DeliveryState.DEAD) {
                    letters.add(DeliveryKeys.dead(delivery));
                }
            }
            return letters;
        });
    }

    @Override
    public WebhookState state(String webhook) {
        byte[] row = rows.get(DeliveryKeys.prefix(DeliveryKeys.WEBHOOK, webhook));
        return row == null ? WebhookState.NEW : WebhookState.decode(row);
    }

    @Override
    public @Nullable Delivery find(String webhook, String id) {
        byte[] row = rows.get(DeliveryKeys.of(DeliveryKeys.DELIVERY, webhook, id));
        return row == null ? null : DeliveryRow.decode(row);
    }

    @Override
    public byte @Nullable [] payload(String webhook, String id) {
        return rows.get(DeliveryKeys.of(DeliveryKeys.PAYLOAD, webhook, id));
    }

    @Override
    public Optional<Due> firstDue(String webhook, Due from, Set<String> except) {
        byte[] prefix = DeliveryKeys.prefix(DeliveryKeys.DUE, webhook);
        return rows.walk(prefix, iterator -> {
            iterator.seek(DeliveryKeys.of(DeliveryKeys.DUE, webhook, from));
            for (; iterator.isValid(); iterator.next()) {
                Due due = DeliveryKeys.due(iterator.key(), prefix.length);
                if (!except.contains(due.id())) {
                    return Optional.of(due);
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public List<String> waiting() {
        byte[] table = {DeliveryKeys.DUE};
        return rows.walk(table, iterator -> {
            List<String> waiting = new ArrayList<>();
            iterator.seek(table);
            while (iterator.isValid()) {
                String webhook = DeliveryKeys.webhook(iterator.key());
                waiting.add(webhook);
                iterator.seek(DeliveryKeys.behind(DeliveryKeys.prefix(DeliveryKeys.DUE, webhook)));
            }
            return waiting;
        });
    }

    @Override
    public DeliveryPage list(String webhook, @Nullable DeliveryState state, @Nullable String page) {
        boolean disabled = state(webhook).disabled();
        DeliveryState stored = state == DeliveryState.DISABLED ? DeliveryState.PENDING : state;
        if ((state == DeliveryState.DISABLED && !disabled) || (state == DeliveryState.PENDING && disabled)) {
            return new DeliveryPage(List.of(), null);
        }
        byte[] prefix = DeliveryKeys.prefix(DeliveryKeys.LISTED, webhook);
        return page(prefix, page, iterator -> {
            if (stored != null && iterator.value()[0] != stored.code()) {
                return Optional.empty();
            }
            String id = DeliveryKeys.due(iterator.key(), prefix.length).id();
            return Optional.ofNullable(find(webhook, id))
                    .map(found -> disabled ? found.with(found.progress().disabled()) : found);
        });
    }

    @Override
    public DeliveryPage dead(@Nullable String page) {
        return page(new byte[] {DeliveryKeys.DEAD}, page, iterator -> {
            String[] letter = DeliveryKeys.deadLetter(iterator.key());
            return Optional.ofNullable(find(letter[0], letter[1]));
        });
    }

    /** Returns the deliveries that rows stand for, those that stand for none left out. */
    private DeliveryPage page(
            byte[] prefix, @Nullable String page, Function<RocksIterator, Optional<Delivery>> delivery) {
        byte[] from = page == null ? prefix : DeliveryKeys.row(prefix, page);
        return rows.walk(prefix, iterator -> {
            List<Delivery> found = new ArrayList<>();
            for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                Optional<Delivery> next = delivery.apply(iterator);
                if (next.isPresent() && found.size() == PAGE) {
                    return new DeliveryPage(found, DeliveryKeys.page(iterator.key(), prefix.length));
                }
                next.ifPresent(found::add);
            }
            return new DeliveryPage(found, null);
        });
    }

    @Override
    public void close() {
        rows.close();
    }
}
