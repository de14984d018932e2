package dev.tidemark.state.store;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.wrap.Backing;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the task when content of a store turns out to be corrupt, before the failure goes on. Run by the task's worker. */
final class WatchedBacking implements Backing {

    private final Backing inner;
    private final Runnable onCorrupt;

    WatchedBacking(Backing inner, Runnable onCorrupt) {
        this.inner = inner;
        this.onCorrupt = onCorrupt;
    }

    @Override
    public byte @Nullable [] get(byte[] key, int offset, int length) {
        try {
            return inner.get(key, offset, length);
        } catch (TidemarkException e) {
            throw told(e);
        }
    }

    @Override
    public ByteCursor scan(KeyRange range, ScanOrder order) {
        ByteCursor cursor = watched(() -> inner.scan(range, order));
        return new ByteCursor() {
            @Override
            public boolean next() {
                return watched(cursor::next);
            }

            @Override
            public byte[] key() {
                return cursor.key();
            }

            @Override
            public byte[] value() {
                return watched(cursor::value);
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }

    @Override
    public @Nullable ByteStore plain() {
        return inner.plain();
    }

    @Override
    public void put(WriteBatch batch, byte[] key, byte[] value) {
        inner.put(batch, key, value);
    }

    @Override
    public void delete(WriteBatch batch, byte[] key) {
        inner.delete(batch, key);
    }

    @Override
    public void deleteRange(WriteBatch batch, KeyRange range) {
        inner.deleteRange(batch, range);
    }

    @Override
    public void clear() {
        inner.clear();
    }

    private <T> T watched(Supplier<T> read) {
        try {
            return read.get();
        } catch (TidemarkException e) {
            throw told(e);
        }
    }

    private TidemarkException told(TidemarkException e) {
        if (e.code() == FailureCode.STORE_CORRUPT) {
            try {
                onCorrupt.run();
            } catch (TidemarkException marking) {
                e.addSuppressed(marking); // the first failure tells more; the store is found corrupt once more when read again
            }
        }
        return e;
    }
}
