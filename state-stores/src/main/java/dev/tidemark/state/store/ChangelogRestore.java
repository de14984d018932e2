package dev.tidemark.state.store;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.Engine;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.StoreRestore;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.wrap.KeyForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Fills one store from its changelog, some hundred kilobytes at a time. Run by the task's worker. */
final class ChangelogRestore implements StoreRestore {

    /** What is written at once: little enough to stay in a processor's cache, for it is copied four times on its way into RocksDB. */
    private static final long BATCH_BYTES = 512L << 10;
    /** A store with more than this is large. */
    private static final long LARGE_BYTES = 2L << 20;

    private final TaskStore<?, ?> store;
    private final String where;
    private final Engine engine;
    private final Clock clock;
    /**
     * Since when the content has missed nothing. On the way that is when the restore began, or the time of the position that
     * it began at: a record that was read later than that was still there, so its tombstone, too, is kept for the full time
     * from then.
     */
    private final long upToDateSinceMs;
    private @Nullable WriteBatch batch;
    private long recordsApplied;
    private long bytesWritten;
    private final boolean fromEmpty;
    /** The engine's store, where it has keys as the changelog has them and none expires: nothing but tombstones needs a second look. */
    private final @Nullable ByteStore plain;
    private boolean bulkLoading;

    ChangelogRestore(TaskStore<?, ?> store, String where, Engine engine, Clock clock) {
        this.store = store;
        this.where = where;
        this.engine = engine;
        this.clock = clock;
        StorePosition position = store.position();
        this.fromEmpty = position == null;
        this.plain = store.form() == KeyForm.PLAIN && !store.expires() ? store.layers().backing().plain() : null;
        this.upToDateSinceMs = position == null ? clock.wallMs() : position.wallTimeMs();
    }

    @Override
    public boolean apply(RecordCursor record) {
        ByteStore direct = plain;
        if (direct != null && record.keyLength() >= 0 && record.valueLength() >= 0) {
            recordsApplied++;
            batch().put(direct, record.data(), record.keyPosition(), record.keyLength(), record.valuePosition(),
                    record.valueLength());
            return enough();
        }
        byte[] key = record.key();
        byte[] value = record.value();
        if (key == null) {
            throw foreign(record.offset(), "its key is null");
        }
        recordsApplied++;
        if (store.expires() && key.length == TaskStore.EXPIRY_KEY.length) {
            if (value == null || value.length != Long.BYTES) {
                throw foreign(record.offset(), "it says that something expired, and not what");
            }
            store.expiryRestored(batch(), ByteBuffer.wrap(value).getLong());
            return enough();
        }
        KeyForm form = store.form();
        byte[] engineKey = form.engineKey(key, value);
        if (engineKey == null) {
            throw foreign(record.offset(), form.notOurs());
        }
        if (!form.expired(engineKey)) {
            store.seen(engineKey, record.offset());
            write(engineKey, value);
        }
        return enough();
    }

    private boolean enough() {
        return batch().sizeInBytes() >= BATCH_BYTES;
    }

    private void write(byte[] key, byte @Nullable [] value) {
        if (value == null) {
            store.layers().backing().delete(batch(), key);
        } else {
            store.layers().backing().put(batch(), key, value);
        }
    }

    @Override
    public void advance(StorePosition position) {
        if (enough()) {
            bytesWritten += batch().sizeInBytes();
            if (fromEmpty && !bulkLoading && bytesWritten >= LARGE_BYTES) { // an engine may write down that it is told
                bulkLoading = true;
                store.bulkLoading(engine, true);
            }
            writeUpTo(position, upToDateSinceMs);
        }
    }

    @Override
    public void finish(StorePosition position) {
        if (recordsApplied == 0) {
            store.position(position); // the content is as it was: the next checkpoint writes where it stands
            return;
        }
        writeUpTo(position, clock.wallMs());
        engine.beginFlush(); // a crash before it is through makes the next start read the same again
        if (bulkLoading) {
            store.bulkLoading(engine, false);
        }
        store.layers().forgetCached();
    }

    @Override
    public long recordsApplied() {
        return recordsApplied;
    }

    private void writeUpTo(StorePosition position, long wallTimeMs) {
        StorePosition before = store.position();
        Invariants.check(before == null || before.offset() <= position.offset(), "a restore goes forward");
        store.position(position);
        store.saveRecords(batch(), wallTimeMs);
        engine.write(batch());
        batch = null;
    }

    private WriteBatch batch() {
        WriteBatch open = batch;
        if (open == null) {
            open = engine.newBatch();
            batch = open;
        }
        return open;
    }

    private TidemarkException foreign(long offset, String why) {
        return new TidemarkException(FailureCode.RECORD_FOREIGN, "A record of a changelog is not this store's",
                where + ", changelog offset " + offset, why,
                "find out who else writes to the changelog topic; it belongs to the application alone");
    }
}
