package dev.tidemark.state.wrap;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** For keys of any kind; with their order in a tree beside the table if the store is scanned. Run by the task's worker. */
final class KeyedOverlay<V> implements Overlay<V> {

    private final EntryTable<V> table = new EntryTable<>(0);
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
        table.clear();
        if (order != null) {
            order.clear();
        }
    }

    @Override
    public void compact() {
        table.compact();
        if (order != null) {
            order.compact();
        }
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
    public void dropBefore(long segment, Consumer<OverlayEntry<V>> visitor) {
        Invariants.check(segment == Long.MIN_VALUE, "keys without time have no segments");
    }

    private TreeOrder<V> ordered() {
        return Invariants.present(order, "the order of a store that was declared SCAN");
    }
}
