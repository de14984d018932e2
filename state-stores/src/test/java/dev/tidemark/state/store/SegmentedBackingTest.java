package dev.tidemark.state.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.wrap.Backing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SegmentedBackingTest {

    private static final byte[] VALUE = {1};

    private final Plain plain = new Plain();
    private final WriteBatch batch = new NoBatch();
    private SegmentedBacking backing = new SegmentedBacking(plain);

    /** Writes at once. */
    private static final class Plain implements Backing {

        private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        private int scans;

        @Override
        public byte[] get(byte[] key, int offset, int length) {
            return entries.get(Arrays.copyOfRange(key, offset, offset + length));
        }

        @Override
        public ByteCursor scan(KeyRange range, ScanOrder order) {
            scans++;
            Iterator<byte[]> keys = List.copyOf(entries.keySet()).stream().filter(range::contains).iterator();
            return new ByteCursor() {
                private byte[] key;

                @Override
                public boolean next() {
                    key = keys.hasNext() ? keys.next() : null;
                    return key != null;
                }

                @Override
                public byte[] key() {
                    return key;
                }

                @Override
                public byte[] value() {
                    return entries.get(key);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void put(WriteBatch batch, byte[] key, byte[] value) {
            entries.put(key, value);
        }

        @Override
        public void delete(WriteBatch batch, byte[] key) {
            entries.remove(key);
        }

        @Override
        public void deleteRange(WriteBatch batch, KeyRange range) {
            entries.keySet().removeIf(range::contains);
        }

        @Override
        public void clear() {
            entries.clear();
        }
    }

    private record NoBatch() implements WriteBatch {
        @Override
        public void put(ByteStore store, byte[] key, byte[] value) {}

        @Override
        public void delete(ByteStore store, byte[] key) {}

        @Override
        public void deleteRange(ByteStore store, KeyRange range) {}

        @Override
        public long sizeInBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static byte[] key(long segment, int key) {
        return ByteBuffer.allocate(20).putLong(segment ^ Long.MIN_VALUE).putInt(key).putLong(0).array();
    }

    private List<Long> held(Backing asked) {
        List<Long> segments = new ArrayList<>();
        for (long segment = -2; segment < 8; segment++) {
            if (asked.mayHold(key(segment, 5), 0, 20)) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private static int entries(Backing scanned, KeyRange range) {
        int entries = 0;
        try (ByteCursor cursor = scanned.scan(range, ScanOrder.FORWARD)) {
            while (cursor.next()) {
                entries++;
            }
        }
        return entries;
    }

    @Test
    void only_segments_that_were_written_are_asked_for_until_they_expire() {
        assertThat(held(backing)).isEmpty();
        backing.put(batch, key(-1, 1), VALUE);
        backing.put(batch, key(3, 1), VALUE);
        backing.put(batch, key(3, 2), VALUE);
        backing.put(batch, key(6, 1), VALUE);
        backing.delete(batch, key(4, 1));
        assertThat(held(backing)).containsExactly(-1L, 3L, 6L);
        assertThat(entries(backing, SegmentKeys.segments(0, 4))).isEqualTo(2);
        int scans = plain.scans;
        assertThat(entries(backing, SegmentKeys.segments(4, 5))).isZero();
        assertThat(plain.scans).as("without a cursor").isEqualTo(scans);
        assertThat(entries(backing, KeyRange.all())).isEqualTo(4);

        backing.deleteRange(batch, KeyRange.of(new byte[0], SegmentKeys.segmentPrefix(6)));
        assertThat(held(backing)).containsExactly(6L);
        assertThat(entries(backing, KeyRange.all())).isEqualTo(1);
    }

    @Test
    void what_an_engine_has_is_found_when_it_is_opened_again_and_gone_when_it_is_cleared() {
        for (long segment : new long[]{Long.MIN_VALUE, 0, 1, 5, Long.MAX_VALUE}) {
            backing.put(batch, key(segment, 1), VALUE);
            backing.put(batch, key(segment, 9), VALUE);
        }
        backing = new SegmentedBacking(plain);
        assertThat(held(backing)).containsExactly(0L, 1L, 5L);
        assertThat(backing.mayHold(key(Long.MIN_VALUE, 2), 0, 20)).isTrue();
        assertThat(backing.mayHold(key(Long.MAX_VALUE, 2), 0, 20)).isTrue();
        assertThat(backing.get(key(5, 9), 0, 20)).isEqualTo(VALUE);
        backing.clear();
        assertThat(held(backing)).isEmpty();
        assertThat(held(new SegmentedBacking(plain))).isEmpty();
    }

    @Test
    void a_range_delete_within_segments_lets_go_of_none() {
        backing.put(batch, key(2, 1), VALUE);
        backing.deleteRange(batch, KeyRange.of(key(2, 3), key(2, 8)));
        assertThat(held(backing)).containsExactly(2L);
        assertThat(entries(backing, KeyRange.all())).isEqualTo(1);
    }
}
