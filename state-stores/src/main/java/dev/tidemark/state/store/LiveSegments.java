package dev.tidemark.state.store;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.wrap.LayeredStore;
import java.util.function.LongConsumer;

/** Finds the segments of a store that have entries. */
final class LiveSegments {

    private LiveSegments() {}

    /** Visits the segments that have an entry, from one to another, jumping from each to the next. */
    static void forEach(LayeredStore<?> layers, long first, long last, LongConsumer visitor) {
        byte[] end = last == Long.MAX_VALUE ? null : SegmentKeys.segmentPrefix(last + 1);
        byte[] key = layers.firstKey(KeyRange.of(SegmentKeys.segmentPrefix(first), end));
        while (key != null) {
            long segment = SegmentKeys.segmentOfKey(key);
            visitor.accept(segment);
            key = layers.firstKey(KeyRange.of(SegmentKeys.segmentPrefix(segment + 1), end));
        }
    }
}
