package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.Engine;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import org.jspecify.annotations.Nullable;

/** A store that has a byte store of the engine to itself; the engine's own checksums guard it. Run by the task's worker. */
public final class PlainBacking implements Backing {

    private final Engine engine;
    private final ByteStore store;

    public PlainBacking(Engine engine, ByteStore store) {
        this.engine = engine;
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(byte[] key, int offset, int length) {
        return store.get(key, offset, length);
    }

    @Override
    public ByteCursor scan(KeyRange range, ScanOrder order) {
        return store.scan(range, order);
    }

    @Override
    public ByteStore plain() {
        return store;
    }

    @Override
    public void put(WriteBatch batch, byte[] key, byte[] value) {
        batch.put(store, key, value);
    }

    @Override
    public void delete(WriteBatch batch, byte[] key) {
        batch.delete(store, key);
    }

    @Override
    public void deleteRange(WriteBatch batch, KeyRange range) {
        batch.deleteRange(store, range);
    }

    @Override
    public void clear() {
        engine.clear(store);
    }
}
