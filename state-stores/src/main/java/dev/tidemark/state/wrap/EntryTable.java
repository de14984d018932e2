package dev.tidemark.state.wrap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash map from keys as bytes to entries, looked up by slices of arrays without making objects, which keeps the order of arrival. Run by
 * the task's worker.
 *
 * <p>Most keys that are looked for are there, so slots have the entries themselves: beside the one that is found, which is needed anyway, few are touched, since
 * most slots are free.
 */
// Invariant: at most a quarter of the slots are taken.
final class EntryTable<V> {

    private static final int CAPACITY_MIN = 16;
    private static final int SLOTS_PER_ENTRY = 4;

    private OverlayEntry<V>[] entries;
    private int size;
    /** Null: free. An entry is in the first slot from its hash on that was free. */
    private @Nullable OverlayEntry<V>[] slots;

    /** @param expected how many entries it may get; any number may come */
    EntryTable(int expected) {
        int capacity = capacityFor(expected);
        this.entries = newArray(capacity);
        this.slots = newSlots(capacity);
    }

    private static int capacityFor(int expected) {
        return Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(expected, 1)) << 1);
    }

    int size() {
        return size;
    }

    @Nullable
    OverlayEntry<V> find(byte[] key, int offset, int length, int hash) {
        int mask = slots.length - 1;
        int at = hash & mask;
        OverlayEntry<V> entry = slots[at];
        while (entry != null && (entry.hash != hash
                || !Arrays.equals(entry.key, 0, entry.key.length, key, offset, offset + length))) {
            at = (at + 1) & mask;
            entry = slots[at];
        }
        return entry;
    }

    /** Adds an entry whose key is not in the map. */
    void add(OverlayEntry<V> entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
            fillSlots();
        }
        entries[size] = entry;
        take(entry);
        size++;
    }

    private void take(OverlayEntry<V> entry) {
        int mask = slots.length - 1;
        int at = entry.hash & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = entry;
    }

    /** The entry that came as this one, counted from 0. */
    OverlayEntry<V> entry(int place) {
        return entries[place];
    }

    /** Copies the entries from one place on. */
    void copyTo(int place, OverlayEntry<V>[] to, int at) {
        System.arraycopy(entries, place, to, at, size - place);
    }

    /** Forgets those that no layer has changed, and shrinks to what is left. */
    void compact() {
        int left = 0;
        for (int place = 0; place < size; place++) {
            if (!entries[place].unchanged()) {
                entries[left++] = entries[place];
            }
        }
        if (left == size) {
            return;
        }
        int capacity = capacityFor(left);
        entries = capacity < entries.length ? Arrays.copyOf(entries, capacity) : entries;
        Arrays.fill(entries, left, Math.min(size, entries.length), null);
        size = left;
        fillSlots();
    }

    /** Anew, as many as the entries have room for. */
    private void fillSlots() {
        if (slots.length == SLOTS_PER_ENTRY * entries.length) {
            Arrays.fill(slots, null);
        } else {
            slots = newSlots(entries.length);
        }
        for (int place = 0; place < size; place++) {
            take(entries[place]);
        }
    }

    void clear() {
        entries = newArray(CAPACITY_MIN);
        slots = newSlots(CAPACITY_MIN);
        size = 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable OverlayEntry<V>[] newSlots(int capacity) {
        return new OverlayEntry[SLOTS_PER_ENTRY * capacity];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static <V> OverlayEntry<V>[] newArray(int length) {
        return new OverlayEntry[length];
    }
}
