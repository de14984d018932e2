package dev.tidemark.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one task; run by the task's worker, and by nobody else.
 *
 * <p>Reads go through three layers, from the top:
 *
 * <pre>
 *   active      what the running interval changed: live objects            -- seal ----+
 *   sealed      what the interval under commit changed, serialised  &lt;-----------------+   -- committed --+
 *   committed   values of committed transactions, not yet in the engine   &lt;-----------------------------+  -- checkpoint --+
 *   engine      one batch per checkpoint, with the positions and the system column family, then an atomic flush  &lt;---------+
 * </pre>
 *
 * <p>The life of a task's stores: open ({@link TaskStoresFactory}), {@link #admit} and {@link #restore} each store, then
 * intervals: use the stores, {@link #seal}, {@link #committed} or {@link #aborted}, {@link #checkpointIfDue}, at last
 * {@link #close}. A crash at any moment leaves the content and the positions of the last checkpoint.
 *
 * <p>A checksum that does not match is a {@link dev.tidemark.core.failure.TidemarkException} with {@code STORE_CORRUPT}: the store
 * is marked, so that the next {@link #admit} answers with {@link RebuildReason#CHECKSUM_FAILED} for it alone; close
 * uncleanly and open again.
 */
public interface TaskStores extends AutoCloseable {

    /** A store of this name, declared with layout {@code KeyValue} or {@code Expiring} and these types. */
    <K, V> KeyValueStore<K, V> keyValue(String name);

    /** A store of this name, declared with layout {@code Windowed} and these types. */
    <K, V> WindowStore<K, V> windowed(String name);

    /** A store of this name, declared with layout {@code Session} and these types. */
    <K, V> SessionStore<K, V> sessions(String name);

    /** A store of this name, declared with layout {@code Versioned} and these types. */
    <K, V> VersionedStore<K, V> versioned(String name);

    /** A store of this name, declared with layout {@code Timers} and this type. */
    <K> TimerStore<K> timers(String name);

    /**
     * The position of the store's durable content; null if there is none. Known before {@link #admit}, which needs the epoch's
     * end that the cluster tells for it.
     */
    @Nullable
    StorePosition position(String store);

    /** Judges the store's local content against the changelog, and drops it if it is of no use. Called once per store. */
    Admission admit(String store, ChangelogFacts facts);

    /** Begins to fill an admitted store from its changelog, at the position or the start as {@link #admit} said. */
    StoreRestore restore(String store);

    /** Whether the running interval changed anything. */
    boolean dirty();

    /**
     * Ends the running interval {@code n}: serialises each changed object once, straight into the sink, and begins
     * {@code n + 1}, which may change the same objects. The previous interval must have been committed or aborted.
     */
    void seal(long n, ChangeSink sink);

    /**
     * Interval {@code n}, the sealed one, is durable in the cluster.
     *
     * @param positions where each changelog stands behind the interval's records, for stores that had any
     */
    void committed(long n, Map<String, StorePosition> positions);

    /** The sealed interval, if there is one, did not happen, and the running one falls with it. */
    void aborted();

    /**
     * Takes a checkpoint if something asks for one; returns what, or null. Call it between intervals and when idle. One for the age of
     * changes only begins with it: {@link #checkpointStep} goes on. Nor is a checkpoint waited for until it is durable: a crash before that
     * finds the one before, and reads more of the changelog.
     */
    @Nullable
    CheckpointTrigger checkpointIfDue();

    /**
     * Goes on with a checkpoint that has begun, at any time.
     *
     * @param most entries to write, at most
     * @return whether there was something to do
     */
    boolean checkpointStep(int most);

    /** Takes a checkpoint: committed overlays, positions and the system column family, in one batch, durable on return. */
    void checkpoint(CheckpointTrigger trigger);

    /** What memory asks of the worker; see {@link StateMemory}. */
    MemoryPressure pressure();

    /**
     * The offset of a windowed or session store's changelog below which no record holds a live entry. Lower records may be deleted from
     * the topic (DeleteRecords) after {@link #trimmed} recorded it. Grows at checkpoints, with {@link WindowValues#expireBefore}.
     */
    long trimmableBefore(String store);

    /** Records durably, by a checkpoint, that the changelog is about to be trimmed up to this offset. Before the deletion. */
    void trimmed(String store, long beforeOffset);

    /** Closes; if {@code clean} with a last checkpoint of what is committed. Uncommitted intervals fall. */
    void close(boolean clean);

    /** As a crash would: without a checkpoint. */
    @Override
    default void close() {
        close(false);
    }
}
