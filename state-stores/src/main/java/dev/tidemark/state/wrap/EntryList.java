package dev.tidemark.state.wrap;

import java.util.Arrays;
import java.util.function.Predicate;

/** The entries that one layer has, as they came. Run by the task's worker. */
final class EntryList<V> {

    /** A list with room for more is not kept for the next interval. */
    private static final int CAPACITY_KEPT_MAX = 1 << 16;

    private OverlayEntry<V>[] entries = EntryTable.newArray(0);
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    OverlayEntry<V> get(int place) {
        return entries[place];
    }

    void add(OverlayEntry<V> entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(16, 2 * size));
        }
        entries[size++] = entry;
    }

    /** Forgets all others; each is asked about once. */
    void keepIf(Predicate<OverlayEntry<V>> kept) {
        int left = 0;
        for (int place = 0; place < size; place++) {
            if (kept.test(entries[place])) {
                entries[left++] = entries[place];
            }
        }
        truncate(left);
    }

    private void truncate(int newSize) {
        Arrays.fill(entries, newSize, size, null);
        size = newSize;
    }

    void clear() {
        if (entries.length > CAPACITY_KEPT_MAX) {
            entries = EntryTable.newArray(0);
            size = 0;
        } else {
            truncate(0);
        }
    }

    /** All, by key, as an array of their own. */
    OverlayEntry<V>[] inOrder() {
        OverlayEntry<V>[] sorted = Arrays.copyOf(entries, size);
        KeySort.sort(sorted, 0, size);
        return sorted;
    }
}
