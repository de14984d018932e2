package dev.tidemark.state.wrap;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** For keys of any kind; with their order in a tree beside the table if the store is scanned. Run by the task's worker. */
final class KeyedOverlay<V> implements Overlay<V> {

    /** A table with room for more is not kept for the next interval. */
    private static final int CAPACITY_KEPT_MAX = 1 << 16;
    /** Nor is one of which less than this part was used: emptying it would cost more than a new one. */
    private static final int LEAST_USED = 16;

    private EntryTable<V> table = new EntryTable<>(0);
    private final @Nullable TreeOrder<V> order;

    /** @param scanned whether the store is */
    KeyedOverlay(boolean scanned) {
        this.order = scanned ? new TreeOrder<>() : null;
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public @Nullable OverlayEntry<V> find(byte[] key, int offset, int length, int hash) {
        return table.find(key, offset, length, hash);
    }

    @Override
    public void add(OverlayEntry<V> entry) {
        table.add(entry);
        if (order != null) {
            order.add(entry);
        }
    }

    @Override
    public void clear() {
        if (table.capacity() > CAPACITY_KEPT_MAX || table.size() < table.capacity() / LEAST_USED) {
            table = new EntryTable<>(table.capacity() > CAPACITY_KEPT_MAX ? 0 : table.size());
        } else if (table.size() > 0) {
            table.clear();
        }
        if (order != null) {
            order.clear();
        }
    }

    @Override
    public void forEach(Consumer<OverlayEntry<V>> visitor) {
        table.forEach(visitor);
    }

    @Override
    public OverlayEntry<V>[] inOrder() {
        OverlayEntry<V>[] entries = EntryTable.newArray(table.size());
        if (order != null) {
            order.copyTo(entries);
        } else {
            table.copyTo(0, entries, 0);
            KeySort.sort(entries, 0, entries.length);
        }
        return entries;
    }

    @Override
    public Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder direction) {
        return table.size() == 0 ? Collections.emptyIterator() : ordered().walk(range, direction);
    }

    @Override
    public Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, int hash, ScanOrder direction) {
        return table.size() == 0 ? Collections.emptyIterator() : ordered().times(first, last, direction);
    }

    @Override
    public void forEachSegment(LongConsumer visitor) {
        throw new IllegalStateException("keys without time have no segments");
    }

    @Override
    public void dropBefore(long segment, Consumer<OverlayEntry<V>> dropped) {
        Invariants.check(segment == Long.MIN_VALUE, "keys without time have no segments");
    }

    private TreeOrder<V> ordered() {
        return Invariants.present(order, "the order of a store that was declared SCAN");
    }
}
