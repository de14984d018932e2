package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The entries of one layer by their keys, for scans, sorted at each addition. Run by the task's worker. */
final class TreeOrder<V> {

    private final TreeMap<byte[], OverlayEntry<V>> sorted = new TreeMap<>(Arrays::compareUnsigned);

    void add(OverlayEntry<V> entry) {
        sorted.put(entry.key, entry);
    }

    void clear() {
        sorted.clear();
    }

    /** Forgets those that no layer has changed. */
    void compact() {
        sorted.values().removeIf(OverlayEntry::unchanged);
    }

    Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order) {
        byte[] from = range.from();
        byte[] to = range.to();
        if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return Collections.emptyIterator();
        }
        NavigableMap<byte[], OverlayEntry<V>> within = to == null ? sorted.tailMap(from, true)
                : sorted.subMap(from, true, to, false);
        return (order == ScanOrder.FORWARD ? within : within.descendingMap()).values().iterator();
    }

    Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, ScanOrder order) {
        NavigableMap<byte[], OverlayEntry<V>> between = sorted.subMap(first, true, last, true);
        return (order == ScanOrder.FORWARD ? between : between.descendingMap()).values()
                .stream()
                .filter(entry -> entry.key.length == first.length)
                .iterator();
    }
}
