package dev.tidemark.state.wrap;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map from keys as bytes to entries, looked up by slices of arrays without making objects, which keeps the order of arrival. Run by
 * the task's worker.
 *
 * <p>The table has hashes beside places, so that a key which is not there costs one look into memory, and of the entries only the right one
 * is touched.
 */
// Invariant: at most half of the slots are taken.
final class EntryTable<V> {

    private static final int CAPACITY_MIN = 16;

    private OverlayEntry<V>[] entries;
    private int size;
    /** A hash in the upper half, the entry's place plus one in the lower; 0: free. A taken slot is followed by the next free one. */
    private long[] slots;

    /** @param expected how many entries it may get; any number may come */
    EntryTable(int expected) {
        int capacity = Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(expected, 1)) << 1);
        this.entries = newArray(capacity);
        this.slots = new long[2 * capacity];
    }

    int size() {
        return size;
    }

    /** How many entries it has room for as it is. */
    int capacity() {
        return entries.length;
    }

    @Nullable
    OverlayEntry<V> find(byte[] key, int offset, int length, int hash) {
        int mask = slots.length - 1;
        int at = hash & mask;
        long slot = slots[at];
        while (slot != 0) {
            if ((int) (slot >>> Integer.SIZE) == hash) {
                OverlayEntry<V> entry = entries[(int) slot - 1];
                if (Arrays.equals(entry.key, 0, entry.key.length, key, offset, offset + length)) {
                    return entry;
                }
            }
            at = (at + 1) & mask;
            slot = slots[at];
        }
        return null;
    }

    /** Adds an entry whose key is not in the map. */
    void add(OverlayEntry<V> entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
            slots = new long[4 * size];
            for (int place = 0; place < size; place++) {
                take(entries[place].hash, place);
            }
        }
        entries[size] = entry;
        take(entry.hash, size);
        size++;
    }

    private void take(int hash, int place) {
        int mask = slots.length - 1;
        int at = hash & mask;
        while (slots[at] != 0) {
            at = (at + 1) & mask;
        }
        slots[at] = ((long) hash << Integer.SIZE) | (place + 1);
    }

    /** The entry that came as this one, counted from 0. */
    OverlayEntry<V> entry(int place) {
        return entries[place];
    }

    /** Visits all entries as they came. */
    void forEach(Consumer<OverlayEntry<V>> visitor) {
        for (int place = 0; place < size; place++) {
            visitor.accept(entries[place]);
        }
    }

    /** Copies the entries from one place on. */
    void copyTo(int place, OverlayEntry<V>[] to, int at) {
        System.arraycopy(entries, place, to, at, size - place);
    }

    void clear() {
        Arrays.fill(entries, 0, size, null);
        Arrays.fill(slots, 0);
        size = 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static <V> OverlayEntry<V>[] newArray(int length) {
        return new OverlayEntry[length];
    }
}
