package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import java.util.Arrays;
import java.util.TreeMap;

/** An engine's store as a map that takes writes at once and counts reads. Used by one test's thread. */
final class MapBacking implements Backing {

    /** For the calls that want a batch: this store needs none. */
    static final WriteBatch NO_BATCH = new WriteBatch() {
        @Override
        public void put(ByteStore store, byte[] key, byte[] value) {
            throw new AssertionError("the store writes at once");
        }

        @Override
        public void delete(ByteStore store, byte[] key) {
            throw new AssertionError("the store writes at once");
        }

        @Override
        public void deleteRange(ByteStore store, KeyRange range) {
            throw new AssertionError("the store writes at once");
        }

        @Override
        public long sizeInBytes() {
            return 0;
        }

        @Override
        public void close() {}
    };

    final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    int reads;

    @Override
    public byte[] get(byte[] key, int offset, int length) {
        reads++;
        return entries.get(Arrays.copyOfRange(key, offset, offset + length));
    }

    @Override
    public ByteCursor scan(KeyRange range, ScanOrder order) {
        throw new AssertionError("not scanned here");
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
