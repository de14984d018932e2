package dev.tidemark.state.wrap;

import java.util.Arrays;

/**
 * Sorts entries by their keys, in the order of unsigned bytes: into as many heaps as the first byte in which keys differ has values, each heap
 * by the next byte, and small ones by comparing. Keys of a store begin alike, mostly; what all have in common is looked at once.
 * Stateless.
 */
final class KeySort {

    private static final int COMPARED_MAX = 24;
    /** One heap for keys that end there, which come first, and one for each value. */
    private static final int HEAPS = 257;
    /** Keys each of which begins with the one before it would go as deep as there are keys. */
    private static final int DEPTH_MAX = 64;

    private KeySort() {}

    /** Sorts the entries from one place up to another. */
    static <V> void sort(OverlayEntry<V>[] entries, int from, int to) {
        if (to - from > COMPARED_MAX) {
            sort(entries, from, to, 0, 1, EntryTable.newArray(to - from), new short[to - from]);
        } else {
            byComparing(entries, from, to, 0);
        }
    }

    private static <V> void sort(OverlayEntry<V>[] entries, int from, int to, int alike, int depth,
            OverlayEntry<V>[] spare, short[] heapOf) {
        int at = common(entries, from, to, alike);
        int[] begins = new int[HEAPS + 1];
        for (int i = from; i < to; i++) {
            byte[] key = entries[i].key;
            int heap = key.length == at ? 0 : 1 + (key[at] & 0xff);
            heapOf[i - from] = (short) heap;
            begins[heap + 1]++;
        }
        for (int heap = 1; heap <= HEAPS; heap++) {
            begins[heap] += begins[heap - 1];
        }
        int[] next = Arrays.copyOf(begins, HEAPS);
        System.arraycopy(entries, from, spare, 0, to - from);
        for (int i = 0; i < to - from; i++) {
            entries[from + next[heapOf[i]]++] = spare[i];
        }
        for (int heap = 1; heap < HEAPS; heap++) { // the keys of heap 0 are one and the same
            int begin = from + begins[heap];
            int end = from + begins[heap + 1];
            if (end - begin > COMPARED_MAX && depth == DEPTH_MAX) {
                Arrays.sort(entries, begin, end, (a, b) -> Arrays.compareUnsigned(a.key, b.key));
            } else if (end - begin > COMPARED_MAX) {
                sort(entries, begin, end, at + 1, depth + 1, spare, heapOf);
            } else if (end - begin > 1) {
                byComparing(entries, begin, end, at + 1);
            }
        }
    }

    /** How many first bytes all keys have in common; at least {@code alike}. */
    private static int common(OverlayEntry<?>[] entries, int from, int to, int alike) {
        byte[] first = entries[from].key;
        int common = first.length;
        for (int i = from + 1; i < to && common > alike; i++) {
            byte[] key = entries[i].key;
            int differs = Arrays.mismatch(first, alike, common, key, alike, Math.min(common, key.length));
            if (differs >= 0) {
                common = alike + differs;
            }
        }
        return common;
    }

    private static <V> void byComparing(OverlayEntry<V>[] entries, int from, int to, int alike) {
        for (int i = from + 1; i < to; i++) {
            OverlayEntry<V> entry = entries[i];
            byte[] key = entry.key;
            int at = i - 1;
            while (at >= from && Arrays.compareUnsigned(entries[at].key, alike, entries[at].key.length, key, alike,
                    key.length) > 0) {
                entries[at + 1] = entries[at];
                at--;
            }
            entries[at + 1] = entry;
        }
    }
}
