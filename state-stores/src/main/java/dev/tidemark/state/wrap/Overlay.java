package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One layer: a hash map from keys as bytes to entries, looked up by slices of arrays without making objects; with their
 * order beside it if the store is scanned. Run by the task's worker.
 */
final class Overlay<V> {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CAPACITY_INITIAL = 64;
    /** A table larger than this is not kept for the next interval. */
    private static final int CAPACITY_KEPT_MAX = 1 << 16;

    private @Nullable OverlayEntry<V>[] table = newTable(CAPACITY_INITIAL);
    private int size;
    private final @Nullable KeyOrder<V> order;

    /** @param order null if the store is never scanned */
    Overlay(@Nullable KeyOrder<V> order) {
        this.order = order;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    OverlayEntry<V> find(byte[] key, int offset, int length, int hash) {
        OverlayEntry<V> entry = table[hash & (table.length - 1)];
        while (entry != null && (entry.hash != hash || !Arrays.equals(entry.key, 0, entry.key.length, key, offset,
                offset + length))) {
            entry = entry.next;
        }
        return entry;
    }

    /** Adds an entry whose key is not in the map. */
    void add(OverlayEntry<V> entry) {
        if (size >= table.length) {
            grow();
        }
        int slot = entry.hash & (table.length - 1);
        entry.next = table[slot];
        table[slot] = entry;
        size++;
        if (order != null) {
            order.add(entry);
        }
    }

    void clear() {
        if (table.length > CAPACITY_KEPT_MAX) {
            table = newTable(CAPACITY_INITIAL);
        } else if (size > 0) {
            Arrays.fill(table, null);
        }
        size = 0;
        if (order != null) {
            order.clear();
        }
    }

    /** Visits all entries in no order. An entry may be moved to another map during its visit. */
    void forEach(Consumer<OverlayEntry<V>> visitor) {
        for (OverlayEntry<V> first : table) {
            OverlayEntry<V> entry = first;
            while (entry != null) {
                OverlayEntry<V> following = entry.next;
                visitor.accept(entry);
                entry = following;
            }
        }
    }

    /** All entries in the order of their keys, as an array of their own. */
    OverlayEntry<V>[] inOrder() {
        @SuppressWarnings({"unchecked", "rawtypes"})
        OverlayEntry<V>[] entries = new OverlayEntry[size];
        if (order != null) {
            order.copyTo(entries);
            return entries;
        }
        int[] filled = {0};
        forEach(entry -> entries[filled[0]++] = entry);
        Arrays.sort(entries, (a, b) -> Arrays.compareUnsigned(a.key, b.key));
        return entries;
    }

    /** As {@link KeyOrder#walk}, of a map that has an order. */
    Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder direction) {
        return ordered().walk(range, direction);
    }

    /** As {@link KeyOrder#times}, of a map that has an order. */
    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, ScanOrder direction) {
        return ordered().times(first, last, direction);
    }

    private KeyOrder<V> ordered() {
        if (order == null) {
            throw new IllegalStateException("only stores declared SCAN keep their keys in order");
        }
        return order;
    }

    static int hash(byte[] key, int offset, int length) {
        long h = length * 0x9e3779b97f4a7c15L;
        int at = offset;
        int end = offset + length;
        for (; at <= end - 8; at += 8) {
            h = (h ^ (long) LONG.get(key, at)) * 0xff51afd7ed558ccdL;
            h ^= h >>> 32;
        }
        for (; at < end; at++) {
            h = (h ^ key[at]) * 0xc4ceb9fe1a85ec53L;
        }
        return (int) (h ^ (h >>> 29) ^ (h >>> 47));
    }

    private void grow() {
        @Nullable
        OverlayEntry<V>[] larger = newTable(2 * table.length);
        forEach(entry -> {
            int slot = entry.hash & (larger.length - 1);
            entry.next = larger[slot];
            larger[slot] = entry;
        });
        table = larger;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable OverlayEntry<V>[] newTable(int capacity) {
        return new OverlayEntry[capacity];
    }
}
