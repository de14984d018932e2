package dev.tidemark.state.store;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.Admission;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.ChangelogFacts;
import dev.tidemark.state.CheckpointTrigger;
import dev.tidemark.state.Engine;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.KeyValueStore;
import dev.tidemark.state.MemoryPressure;
import dev.tidemark.state.PositionCheck;
import dev.tidemark.state.RebuildReason;
import dev.tidemark.state.SessionStore;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.StoreRestore;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TimerStore;
import dev.tidemark.state.VersionedStore;
import dev.tidemark.state.WindowStore;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.wrap.ReadCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores of one task over one engine; run by the task's worker. */
public final class LayeredTaskStores implements TaskStores {

    private static final Logger LOG = LoggerFactory.getLogger(LayeredTaskStores.class);

    private static final long RECORDS_MAX = 500_000;
    private static final long BYTES_MAX = 64L << 20;
    private static final long AGE_MS_MAX = 30_000;
    private static final long POSITION_AGE_MS_MAX = 3_600_000;

    private final String where;
    private final Engine engine;
    private final Clock clock;
    private final StateMemory memory;
    private final Map<String, TaskStore<?, ?>> stores = new LinkedHashMap<>();

    /** The interval under commit; negative: none. */
    private long sealedInterval = -1;
    private int sealedRecords;
    private long recordsSinceCheckpoint;
    /** When the first change that is not checkpointed was committed; negative: there is none. */
    private long waitingSinceMs = -1;
    private long checkpointedAtMs;
    /** Of the checkpoint that has begun; null: none is being written. */
    private @Nullable WriteBatch leaving;
    /** Whether the engine has the last checkpoint and the read cache does not yet. */
    private boolean caching;
    private boolean closed;

    /**
     * Opens a task's stores over an engine, which they close.
     *
     * @param where the task, for messages
     */
    public LayeredTaskStores(String where, List<StoreDeclaration<?, ?>> declarations, Engine engine, Clock clock,
            StateMemory memory, ReadCache cache) {
        this.where = where;
        this.engine = engine;
        this.clock = clock;
        this.memory = memory;
        this.checkpointedAtMs = clock.monotonicMs();
        ByteStore system = engine.store(StoreRecords.SYSTEM_STORE);
        RebuildReason recordsLost = engine.lost(StoreRecords.SYSTEM_STORE);
        if (recordsLost == null && !readable(system)) {
            recordsLost = RebuildReason.CHECKSUM_FAILED;
            engine.clear(system);
        }
        StoreRecords records = new StoreRecords(engine, system, where);
        for (StoreDeclaration<?, ?> declaration : declarations) {
            Invariants.check(!stores.containsKey(declaration.name()), "store %s is declared twice", declaration.name());
            stores.put(declaration.name(),
                    new TaskStore<>(declaration, where, engine, system, records, memory, cache, recordsLost));
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> KeyValueStore<K, V> keyValue(String name) {
        return store(name).face(KeyValueStore.class, "keys alone");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> WindowStore<K, V> windowed(String name) {
        return store(name).face(WindowStore.class, "windows");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> SessionStore<K, V> sessions(String name) {
        return store(name).face(SessionStore.class, "sessions");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> VersionedStore<K, V> versioned(String name) {
        return store(name).face(VersionedStore.class, "versions");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K> TimerStore<K> timers(String name) {
        return store(name).face(TimerStore.class, "timers");
    }

    @Override
    public @Nullable StorePosition position(String store) {
        return store(store).position();
    }

    @Override
    public Admission admit(String name, ChangelogFacts facts) {
        TaskStore<?, ?> store = store(name);
        RebuildReason reason = store.broken();
        if (reason == null) {
            reason = PositionCheck.judge(store.position(), facts, store.trimmedBefore(), clock.wallMs());
        }
        store.admit();
        if (reason == null) {
            return new Admission.Usable(Invariants.present(store.position(), "the position of a usable store"));
        }
        if (reason == RebuildReason.NOTHING_LOCAL) {
            LOG.debug("{}: store {} starts empty", where, name);
            if (store.untouched()) {
                return new Admission.Rebuild(reason);
            }
        } else {
            LOG.warn("{}  Store {} is rebuilt from its changelog\n  at      {}\n  why     {}",
                    FailureCode.STORE_REBUILT.text(), name, where, reason.text());
        }
        store.rebuild(engine);
        return new Admission.Rebuild(reason);
    }

    @Override
    public StoreRestore restore(String name) {
        Invariants.check(sealedInterval < 0 && !dirty() && !checkpointing(), "a store is restored between intervals");
        return new ChangelogRestore(store(name), where + ", store " + name, engine, clock);
    }

    @Override
    public boolean dirty() {
        for (TaskStore<?, ?> store : stores.values()) {
            if (store.dirty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void seal(long n, ChangeSink sink) {
        Invariants.check(sealedInterval < 0, "interval %s is neither committed nor aborted", sealedInterval);
        sealedInterval = n;
        sealedRecords = 0;
        for (TaskStore<?, ?> store : stores.values()) {
            sealedRecords += store.seal(sink);
        }
    }

    @Override
    public void committed(long n, Map<String, StorePosition> positions) {
        Invariants.check(n == sealedInterval, "interval %s is committed, %s was sealed", n, sealedInterval);
        for (TaskStore<?, ?> store : stores.values()) {
            store.committed(positions.get(store.name()));
        }
        sealedInterval = -1;
        recordsSinceCheckpoint += sealedRecords;
        if (sealedRecords > 0 && waitingSinceMs < 0) {
            waitingSinceMs = clock.monotonicMs();
        }
    }

    @Override
    public void aborted() {
        sealedInterval = -1;
        for (TaskStore<?, ?> store : stores.values()) {
            store.aborted();
        }
    }

    @Override
    public @Nullable CheckpointTrigger checkpointIfDue() {
        if (checkpointing()) {
            if (memory.pressure().compareTo(MemoryPressure.CHECKPOINT) < 0) {
                return null; // one after the other
            }
            boolean written = leaving == null;
            goOn();
            if (!written) {
                engine.beginFlush();
            }
        }
        CheckpointTrigger trigger = due();
        if (trigger != null) {
            begin(trigger);
            if (trigger != CheckpointTrigger.AGE) {
                goOn();
                engine.beginFlush();
            }
        }
        return trigger;
    }

    private boolean checkpointing() {
        return leaving != null || caching;
    }

    /** Writes what is left of the checkpoint that has begun, if one has. */
    private void goOn() {
        if (leaving != null) {
            write(leaving, Integer.MAX_VALUE);
        }
        if (caching) {
            cache(Integer.MAX_VALUE);
        }
    }

    private @Nullable CheckpointTrigger due() {
        long nowMs = clock.monotonicMs();
        if (waitingSinceMs < 0) {
            return nowMs - checkpointedAtMs >= POSITION_AGE_MS_MAX ? CheckpointTrigger.POSITION_AGE : null;
        }
        if (recordsSinceCheckpoint >= RECORDS_MAX) {
            return CheckpointTrigger.RECORDS;
        }
        long bytes = 0;
        for (TaskStore<?, ?> store : stores.values()) {
            bytes += store.layers().committedBytes();
        }
        if (bytes >= BYTES_MAX) {
            return CheckpointTrigger.BYTES;
        }
        if (nowMs - waitingSinceMs >= AGE_MS_MAX) {
            return CheckpointTrigger.AGE;
        }
        return memory.pressure().compareTo(MemoryPressure.CHECKPOINT) >= 0 ? CheckpointTrigger.MEMORY_PRESSURE : null;
    }

    @Override
    public void checkpoint(CheckpointTrigger trigger) {
        goOn();
        begin(trigger);
        goOn();
        engine.flush();
    }

    private void begin(CheckpointTrigger trigger) {
        long nowMs = clock.wallMs();
        WriteBatch batch = engine.newBatch();
        for (TaskStore<?, ?> store : stores.values()) {
            store.leaves(batch, nowMs);
        }
        leaving = batch;
        LOG.debug("{}: checkpoint of {} changelog records ({})", where, recordsSinceCheckpoint, trigger);
        recordsSinceCheckpoint = 0;
        waitingSinceMs = -1;
        checkpointedAtMs = clock.monotonicMs();
    }

    @Override
    public boolean checkpointStep(int most) {
        WriteBatch batch = leaving;
        int left = most;
        if (batch != null) {
            left = write(batch, left);
            if (caching) {
                engine.beginFlush();
            }
        } else if (!caching) {
            return false;
        }
        if (caching) {
            cache(left);
        }
        return true;
    }

    /**
     * Adds so many entries to the batch, at most, and writes it if those were all.
     *
     * @return how many more it could have been; 0: there may be more entries
     */
    private int write(WriteBatch batch, int most) {
        int left = most;
        for (TaskStore<?, ?> store : stores.values()) {
            left -= store.writeLeaving(batch, left);
            if (left == 0) {
                return 0;
            }
        }
        for (TaskStore<?, ?> store : stores.values()) {
            store.keepMark(batch);
        }
        leaving = null;
        engine.write(batch);
        caching = true;
        for (TaskStore<?, ?> store : stores.values()) {
            store.written();
        }
        return left;
    }

    /** Tells the read cache of so many written entries, at most: for each it takes as long as the engine did. Lets go of them once it knows all. */
    private void cache(int most) {
        int left = most;
        for (TaskStore<?, ?> store : stores.values()) {
            left -= store.cacheLeaving(left);
            if (left == 0) {
                return;
            }
        }
        caching = false;
        for (TaskStore<?, ?> store : stores.values()) {
            store.left();
        }
    }

    @Override
    public MemoryPressure pressure() {
        return memory.pressure();
    }

    @Override
    public long trimmableBefore(String store) {
        return store(store).trimmableBefore();
    }

    @Override
    public void trimmed(String name, long beforeOffset) {
        TaskStore<?, ?> store = store(name);
        Invariants.check(beforeOffset <= store.trimmableBefore(), "store %s has live entries below offset %s", name,
                beforeOffset);
        store.trimmedBefore(Math.max(store.trimmedBefore(), beforeOffset));
        checkpoint(CheckpointTrigger.TRIM);
    }

    @Override
    public void close(boolean clean) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (clean) {
                aborted();
                checkpoint(CheckpointTrigger.CLOSE);
            }
        } finally {
            if (leaving != null) {
                leaving.close();
                leaving = null;
            }
            for (TaskStore<?, ?> store : stores.values()) {
                store.close();
            }
            engine.close();
        }
    }

    private TaskStore<?, ?> store(String name) {
        return Invariants.present(stores.get(name), "the declaration of store " + name);
    }

    /** Whether the engine can read all of a byte store; for one that is small. */
    private static boolean readable(ByteStore store) {
        try (ByteCursor cursor = store.scan(KeyRange.all())) {
            while (cursor.next()) {
                cursor.value();
            }
            return true;
        } catch (TidemarkException e) {
            if (e.code() == FailureCode.STORE_CORRUPT) {
                return false;
            }
            throw e;
        }
    }
}
