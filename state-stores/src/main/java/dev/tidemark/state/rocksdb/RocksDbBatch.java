package dev.tidemark.state.rocksdb;

import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.WriteBatch;
import java.util.Arrays;
import org.rocksdb.RocksDBException;

/** Writes gathered in RocksDB's own form, outside the heap. Run by the task's worker. */
final class RocksDbBatch implements WriteBatch {

    /** Behind every key there is: none starts with so many bytes of all ones. */
    private static final byte[] END = end();

    final org.rocksdb.WriteBatch writes = new org.rocksdb.WriteBatch();

    @Override
    public void put(ByteStore store, byte[] key, byte[] value) {
        try {
            writes.put(((RocksDbByteStore) store).family(), key, value);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(store.name(), e);
        }
    }

    @Override
    public void delete(ByteStore store, byte[] key) {
        try {
            writes.delete(((RocksDbByteStore) store).family(), key);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(store.name(), e);
        }
    }

    @Override
    public void deleteRange(ByteStore store, KeyRange range) {
        byte[] to = range.to();
        try {
            writes.deleteRange(((RocksDbByteStore) store).family(), range.from(), to == null ? END : to);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(store.name(), e);
        }
    }

    @Override
    public long sizeInBytes() {
        return writes.getDataSize();
    }

    @Override
    public void close() {
        writes.close();
    }

    private static byte[] end() {
        byte[] end = new byte[64];
        Arrays.fill(end, (byte) 0xff);
        return end;
    }
}
