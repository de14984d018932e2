package dev.tidemark.state.wrap;

import dev.tidemark.state.ScanOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The entries of one layer in one segment of time: as they came, sorted when asked, and by key without time. Run by the task's worker. */
final class SegmentEntries<V> {

    private static final OverlayEntry<?>[] NONE = {};
    private static final Comparator<OverlayEntry<?>> BY_KEY = (a, b) -> Arrays.compareUnsigned(a.key, b.key);
    private static final int CAPACITY_INITIAL = 16;
    private static final int NO_ENTRY = -1;

    private OverlayEntry<V>[] entries = newArray(CAPACITY_INITIAL);
    private int size;
    // Invariant: the first `sorted.length` entries, by key.
    private OverlayEntry<V>[] sorted = none();

    // A hash table of chains, from when it is first asked for: the latest entry of each slot, and for each entry the one before it.
    private int[] slots = {};
    private int[] before = {};

    void add(OverlayEntry<V> entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
        }
        entries[size] = entry;
        size++;
        if (slots.length > 0) {
            if (size > slots.length) {
                index();
            } else {
                chain(size - 1);
            }
        }
    }

    /** All, by key; not to be written to. */
    OverlayEntry<V>[] sorted() {
        if (sorted.length < size) {
            OverlayEntry<V>[] all = Arrays.copyOf(sorted, size);
            System.arraycopy(entries, sorted.length, all, sorted.length, size - sorted.length);
            Arrays.sort(all, BY_KEY); // what was sorted before is one run of it
            sorted = all;
        }
        return sorted;
    }

    /** As {@link KeyOrder#times}. */
    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, ScanOrder order) {
        if (slots.length == 0) {
            index();
        }
        List<OverlayEntry<V>> found = List.of();
        for (int i = slots[slotOf(first)]; i != NO_ENTRY; i = before[i]) {
            byte[] key = entries[i].key;
            if (sameKey(key, first) && Arrays.compareUnsigned(key, first) >= 0
                    && Arrays.compareUnsigned(key, last) <= 0) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(2);
                }
                found.add(entries[i]);
            }
        }
        if (found.size() > 1) {
            found.sort(order == ScanOrder.FORWARD ? BY_KEY : BY_KEY.reversed());
        }
        return found.isEmpty() ? Collections.emptyIterator() : found.iterator();
    }

    private void index() {
        slots = new int[Integer.highestOneBit(Math.max(size, CAPACITY_INITIAL)) * 2];
        before = new int[slots.length];
        Arrays.fill(slots, NO_ENTRY);
        for (int i = 0; i < size; i++) {
            chain(i);
        }
    }

    private void chain(int entry) {
        int slot = slotOf(entries[entry].key);
        before[entry] = slots[slot];
        slots[slot] = entry;
    }

    private int slotOf(byte[] key) {
        return Overlay.hash(key, 0, key.length - Long.BYTES) & (slots.length - 1);
    }

    private static boolean sameKey(byte[] one, byte[] other) {
        int end = other.length - Long.BYTES;
        return one.length == other.length && Arrays.equals(one, 0, end, other, 0, end);
    }

    @SuppressWarnings("unchecked") // nothing is ever in it
    static <V> OverlayEntry<V>[] none() {
        return (OverlayEntry<V>[]) NONE;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> OverlayEntry<V>[] newArray(int capacity) {
        return new OverlayEntry[capacity];
    }
}
