package dev.tidemark.state.rocksdb;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.WriteBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Writes for RocksDB; run by the task's worker. They are gathered on the heap, without a call into RocksDB for each; what goes past
 * some megabytes is gathered by RocksDB, outside the heap.
 */
final class RocksDbBatch implements WriteBatch {

    /** What is gathered on the heap, bytes: more than what a restore writes at once. */
    private static final int ON_HEAP_MAX = 8 << 20;
    /** Behind every key there is: none starts with so many bytes of all ones. */
    private static final byte[] END = end();

    private @Nullable SerializedWrites onHeap;
    private org.rocksdb.@Nullable WriteBatch outside;

    /** @param sizeExpected bytes of all writes together, roughly */
    RocksDbBatch(int sizeExpected) {
        this.onHeap = new SerializedWrites(sizeExpected, ON_HEAP_MAX);
    }

    /** @param room of an earlier batch, to be written over */
    RocksDbBatch(byte[] room) {
        this.onHeap = new SerializedWrites(room, ON_HEAP_MAX);
    }

    /** Where writes were gathered, for another batch behind this one; null if all are with RocksDB. */
    byte @Nullable [] room() {
        return onHeap == null ? null : onHeap.room();
    }

    @Override
    public void put(ByteStore store, byte[] key, byte[] value) {
        RocksDbByteStore own = (RocksDbByteStore) store;
        SerializedWrites room = room(key.length, value.length);
        if (room != null) {
            room.put(own.familyId(), key, value);
            return;
        }
        try {
            outside().put(own.family(), key, value);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(store.name(), e);
        }
    }

    @Override
    public void put(ByteStore store, ByteBuffer from, int keyPosition, int keyLength, int valuePosition,
            int valueLength) {
        SerializedWrites room = room(keyLength, valueLength);
        if (room != null) {
            room.put(((RocksDbByteStore) store).familyId(), from, keyPosition, keyLength, valuePosition, valueLength);
        } else {
            WriteBatch.super.put(store, from, keyPosition, keyLength, valuePosition, valueLength);
        }
    }

    @Override
    public void delete(ByteStore store, byte[] key) {
        RocksDbByteStore own = (RocksDbByteStore) store;
        SerializedWrites room = room(key.length, 0);
        if (room != null) {
            room.delete(own.familyId(), key);
            return;
        }
        try {
            outside().delete(own.family(), key);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(store.name(), e);
        }
    }

    @Override
    public void deleteRange(ByteStore store, KeyRange range) {
        RocksDbByteStore own = (RocksDbByteStore) store;
        byte[] from = range.from();
        byte[] to = range.to() == null ? END : range.to();
        SerializedWrites room = room(from.length, to.length);
        if (room != null) {
            room.deleteRange(own.familyId(), from, to);
            return;
        }
        try {
            outside().deleteRange(own.family(), from, to);
        } catch (RocksDBException e) {
            throw RocksDbFailures.at(store.name(), e);
        }
    }

    /** Where one more write is gathered on the heap; null once there is no room, from when on RocksDB gathers. */
    private @Nullable SerializedWrites room(int keyLength, int valueLength) {
        SerializedWrites writes = onHeap;
        if (writes != null && !writes.takes(keyLength, valueLength)) {
            toRocksDb();
            return null;
        }
        return writes;
    }

    /** All of it, for RocksDB, which gathers what comes behind. It belongs to this batch. */
    org.rocksdb.WriteBatch toRocksDb() {
        SerializedWrites writes = onHeap;
        if (writes != null) {
            onHeap = null;
            outside = new org.rocksdb.WriteBatch(writes.toBytes());
        }
        return outside();
    }

    private org.rocksdb.WriteBatch outside() {
        return Invariants.present(outside, "the batch outside the heap");
    }

    @Override
    public long sizeInBytes() {
        SerializedWrites writes = onHeap;
        return writes == null ? outside().getDataSize() : writes.size();
    }

    @Override
    public void close() {
        if (outside != null) {
            outside.close();
        }
    }

    private static byte[] end() {
        byte[] end = new byte[64];
        Arrays.fill(end, (byte) 0xff);
        return end;
    }
}
