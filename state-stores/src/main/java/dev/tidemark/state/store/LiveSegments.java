package dev.tidemark.state.store;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.wrap.LayeredStore;
import java.util.function.LongConsumer;

/** Finds the segments of a store that have entries. */
final class LiveSegments {

    private LiveSegments() {}

    /** Visits the segments that have an entry, from one to another or back, jumping from each to the next. */
    static void forEach(LayeredStore<?> layers, long first, long last, ScanOrder order, LongConsumer visitor) {
        byte[] from = SegmentKeys.segmentPrefix(first);
        byte[] to = SegmentKeys.segments(first, last).to();
        byte[] key = layers.firstKey(KeyRange.of(from, to), order);
        while (key != null) {
            long segment = SegmentKeys.segmentOfKey(key);
            visitor.accept(segment);
            switch (order) {
                case FORWARD -> from = SegmentKeys.segmentPrefix(segment + 1);
                case REVERSE -> to = SegmentKeys.segmentPrefix(segment);
            }
            key = layers.firstKey(KeyRange.of(from, to), order);
        }
    }
}
