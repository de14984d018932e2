package dev.tidemark.state.wrap;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Sorted at each addition. Run by the task's worker. */
final class TreeOrder<V> implements KeyOrder<V> {

    private final TreeMap<byte[], OverlayEntry<V>> sorted = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public void add(OverlayEntry<V> entry) {
        sorted.put(entry.key, entry);
    }

    @Override
    public void clear() {
        sorted.clear();
    }

    @Override
    public Iterator<OverlayEntry<V>> walk(KeyRange range, ScanOrder order) {
        if (order == ScanOrder.FORWARD) {
            return sorted.tailMap(range.from(), true).values().iterator();
        }
        byte[] to = range.to();
        return (to == null ? sorted : sorted.headMap(to, false)).descendingMap().values().iterator();
    }

    @Override
    public Iterator<OverlayEntry<V>> times(byte[] first, byte[] last, ScanOrder order) {
        NavigableMap<byte[], OverlayEntry<V>> between = sorted.subMap(first, true, last, true);
        return (order == ScanOrder.FORWARD ? between : between.descendingMap()).values()
                .stream()
                .filter(entry -> entry.key.length == first.length)
                .iterator();
    }

    @Override
    public void copyTo(OverlayEntry<V>[] entries) {
        sorted.values().toArray(entries);
    }
}
