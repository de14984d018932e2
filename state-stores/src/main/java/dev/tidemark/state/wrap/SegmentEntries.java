package dev.tidemark.state.wrap;

import dev.tidemark.state.ScanOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries of one segment of time: by key, sorted when asked, and by key without time. Run by the task's worker. */
final class SegmentEntries<V> {

    private static final Comparator<OverlayEntry<?>> BY_KEY = (a, b) -> Arrays.compareUnsigned(a.key, b.key);
    private static final int CAPACITY_INITIAL = 16;
    private static final long[] NO_SLOTS = {};

    private final EntryTable<V> table;
    // Invariant: the first `sorted.length` entries, by key.
    private OverlayEntry<V>[] sorted = EntryTable.newArray(0);

    // A hash table of chains by keys without time, from when it is first asked for: in each slot the hash of the latest entry above, its
    // place plus one below, 0 for none; and for each entry what was in its slot before.
    private long[] slots = NO_SLOTS;
    private long[] before = NO_SLOTS;

    /** @param expected how many entries it may get */
    SegmentEntries(int expected) {
        table = new EntryTable<>(expected);
    }

    int size() {
        return table.size();
    }

    @Nullable
    OverlayEntry<V> find(byte[] key, int offset, int length, int hash) {
        return table.find(key, offset, length, hash);
    }

    void add(OverlayEntry<V> entry) {
        table.add(entry);
        if (slots.length > 0) {
            if (table.size() > slots.length) {
                index();
            } else {
                chain(table.size() - 1);
            }
        }
    }

    /** Shows all entries; whether any layer has one of them then. */
    boolean show(Consumer<OverlayEntry<V>> visitor) {
        boolean any = false;
        for (int place = 0; place < table.size(); place++) {
            OverlayEntry<V> entry = table.entry(place);
            visitor.accept(entry);
            any |= !entry.unchanged();
        }
        return any;
    }

    /** All, by key; not to be written to. */
    OverlayEntry<V>[] sorted() {
        int size = table.size();
        int old = sorted.length;
        if (old < size) {
            OverlayEntry<V>[] all = EntryTable.newArray(size);
            table.copyTo(old, all, old);
            KeySort.sort(all, old, size);
            merge(sorted, all);
            sorted = all;
        }
        return sorted;
    }

    /** Forgets those that no layer has changed. */
    void compact() {
        int size = table.size();
        table.compact();
        if (table.size() == size) {
            return;
        }
        int left = 0;
        OverlayEntry<V>[] stay = EntryTable.newArray(sorted.length);
        for (OverlayEntry<V> entry : sorted) {
            if (!entry.unchanged()) {
                stay[left++] = entry;
            }
        }
        sorted = Arrays.copyOf(stay, left);
        slots = NO_SLOTS;
        before = NO_SLOTS;
    }

    /** Merges entries into an array that has others sorted at its end. */
    private static <V> void merge(OverlayEntry<V>[] some, OverlayEntry<V>[] all) {
        int next = 0;
        int other = some.length;
        for (int at = 0; next < some.length; at++) {
            all[at] = other == all.length || BY_KEY.compare(some[next], all[other]) < 0 ? some[next++] : all[other++];
        }
    }

    /** As {@link Overlay#times}. */
    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, int hash, ScanOrder order) {
        if (slots.length == 0) {
            index();
        }
        List<OverlayEntry<V>> found = List.of();
        long slot = slots[hash & (slots.length - 1)];
        while (slot != 0) {
            int place = (int) slot - 1;
            if ((int) (slot >>> Integer.SIZE) == hash) {
                OverlayEntry<V> entry = table.entry(place);
                byte[] key = entry.key;
                if (sameKey(key, first) && Arrays.compareUnsigned(key, first) >= 0
                        && Arrays.compareUnsigned(key, last) <= 0) {
                    if (found.isEmpty()) {
                        found = new ArrayList<>(2);
                    }
                    found.add(entry);
                }
            }
            slot = before[place];
        }
        if (found.size() > 1) {
            found.sort(order == ScanOrder.FORWARD ? BY_KEY : BY_KEY.reversed());
        }
        return found.isEmpty() ? Collections.emptyIterator() : found.iterator();
    }

    private void index() {
        slots = new long[Integer.highestOneBit(Math.max(table.size(), CAPACITY_INITIAL)) * 2];
        before = new long[slots.length];
        for (int place = 0; place < table.size(); place++) {
            chain(place);
        }
    }

    private void chain(int place) {
        int hash = hashWithoutTime(table.entry(place).key);
        int slot = hash & (slots.length - 1);
        before[place] = slots[slot];
        slots[slot] = ((long) hash << Integer.SIZE) | (place + 1);
    }

    /** The hash of a key without the segment and the time that it begins and ends with. */
    static int hashWithoutTime(byte[] key) {
        return KeyHash.of(key, Long.BYTES, key.length - 2 * Long.BYTES);
    }

    private static boolean sameKey(byte[] one, byte[] other) {
        int end = other.length - Long.BYTES;
        return one.length == other.length && Arrays.equals(one, 0, end, other, 0, end);
    }
}
