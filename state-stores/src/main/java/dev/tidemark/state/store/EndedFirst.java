package dev.tidemark.state.store;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * The sessions of the segments that end first, in the order of (end, key, start): a sorted copy of what the store has there,
 * kept up to date by who changes the store. Run by the task's worker.
 */
final class EndedFirst {

    /** A session by its end and its key in the engine, which nobody writes to. */
    static final class Entry {
        final long endMs;
        final byte[] engineKey;

        private Entry(long endMs, byte[] engineKey) {
            this.endMs = endMs;
            this.engineKey = engineKey;
        }

        private static int compare(Entry one, Entry other) {
            int byEnd = Long.compare(one.endMs, other.endMs);
            if (byEnd != 0) {
                return byEnd;
            }
            int byKey = Arrays.compareUnsigned(one.engineKey, SegmentKeys.SEGMENT_SIZE,
                    one.engineKey.length - SegmentKeys.START_SIZE, other.engineKey, SegmentKeys.SEGMENT_SIZE,
                    other.engineKey.length - SegmentKeys.START_SIZE);
            return byKey != 0 ? byKey : Arrays.compareUnsigned(one.engineKey, other.engineKey);
        }
    }

    private final TreeSet<Entry> entries = new TreeSet<>(Entry::compare);
    /** Segments before this one are in here. */
    private long before = Long.MIN_VALUE;

    boolean covers(long segment) {
        return segment < before;
    }

    long coveredBefore() {
        return before;
    }

    /** All entries of this segment, and those between it and what was covered before, which are none, are in here now. */
    void coverUpTo(long segment) {
        before = segment + 1;
    }

    void add(long endMs, byte[] engineKey) {
        entries.add(new Entry(endMs, engineKey));
    }

    void remove(long endMs, byte[] engineKey) {
        entries.remove(new Entry(endMs, engineKey));
    }

    int size() {
        return entries.size();
    }

    /** In order. */
    Iterable<Entry> inOrder() {
        return entries;
    }

    /** The least end, or {@link Long#MAX_VALUE}. */
    long firstEndMs() {
        return entries.isEmpty() ? Long.MAX_VALUE : entries.first().endMs;
    }

    void dropBefore(long endMs) {
        while (!entries.isEmpty() && entries.first().endMs < endMs) {
            entries.pollFirst();
        }
    }

    void clear() {
        entries.clear();
        before = Long.MIN_VALUE;
    }
}
