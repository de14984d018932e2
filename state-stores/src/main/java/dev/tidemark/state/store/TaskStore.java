package dev.tidemark.state.store;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.Serde;
import dev.tidemark.state.Access;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.Engine;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.RebuildReason;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.StoreLayout;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.state.store.StoreRecords.Shape;
import dev.tidemark.state.wrap.Backing;
import dev.tidemark.state.wrap.CheckedBacking;
import dev.tidemark.state.wrap.KeyForm;
import dev.tidemark.state.wrap.LayeredStore;
import dev.tidemark.state.wrap.PlainBacking;
import dev.tidemark.state.wrap.ReadCache;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One store of a task with its position, and what expiry and trimming need to know. Run by the task's worker. */
final class TaskStore<K, V> {

    private final StoreDeclaration<K, V> declaration;
    private final StoreRecords records;
    private final LayeredStore<?> layers;
    /** How keys begin with time, of windows and sessions. */
    private final @Nullable SegmentKeys keys;
    private @Nullable TypedKeyValues<K, V> keyValue;
    private @Nullable TypedWindows<K, V> windowed;
    private @Nullable TypedSessions<K, V> sessions;
    private final ByteSink marker = new ByteSink(8);

    private @Nullable StorePosition position;
    private @Nullable RebuildReason broken;
    private long trimmedBefore = Long.MIN_VALUE;
    private NavigableMap<Long, Long> segmentOffsets = new TreeMap<>();

    /** How far time had expired when the interval was sealed, committed, checkpointed. */
    private long sealedExpiry = Long.MIN_VALUE;
    private long committedExpiry = Long.MIN_VALUE;
    private long durableExpiry = Long.MIN_VALUE;
    private boolean admitted;
    private boolean shaped;
    private int sealedRecords;

    /**
     * Opens the store with what its records say.
     *
     * @param where the task, for messages
     * @param recordsLost why there are no records of any store, or null if there are
     */
    TaskStore(StoreDeclaration<K, V> declaration, String where, Engine engine, ByteStore system, StoreRecords records,
            StateMemory memory, ReadCache cache, @Nullable RebuildReason recordsLost) {
        this.declaration = declaration;
        this.records = records;
        String name = declaration.name();
        Backing stored = name.equals(StoreDeclaration.SYSTEM)
                ? new CheckedBacking(engine, system, StoreRecords.ENTRIES, where + ", store " + name)
                : new PlainBacking(engine, engine.store(byteStore(name)));
        Backing backing = new WatchedBacking(stored, () -> markCorrupt(engine));
        Layers layered = new Layers(where + ", store " + name, backing, declaration.access(), memory, cache);
        switch (declaration.layout()) {
            case StoreLayout.KeyValue layout -> {
                LayeredStore<V> values = layered.of(declaration.valueSerde(), KeyForm.PLAIN);
                this.keys = null;
                this.layers = values;
                this.keyValue = new TypedKeyValues<>(name, declaration.keySerde(), values);
            }
            case StoreLayout.Windowed layout -> {
                WindowKeys windowKeys = new WindowKeys(layout);
                LayeredStore<V> values = layered.of(declaration.valueSerde(), windowKeys);
                this.keys = windowKeys;
                this.layers = values;
                this.windowed = new TypedWindows<>(name, declaration.keySerde(),
                        new WindowLayout<>(name, values, windowKeys));
            }
            case StoreLayout.Session layout -> {
                SessionKeys sessionKeys = new SessionKeys(layout);
                LayeredStore<HeldSession<V>> held = layered.of(HeldSession.serde(declaration.valueSerde()),
                        sessionKeys);
                this.keys = sessionKeys;
                this.layers = held;
                this.sessions = new TypedSessions<>(name, declaration.keySerde(),
                        new SessionLayout<>(name, held, sessionKeys));
            }
        }
        if (recordsLost == null) {
            load(engine);
        } else {
            broken = recordsLost;
        }
    }

    /** What layered stores of whatever values are made of. */
    private record Layers(String where, Backing backing, Access access, StateMemory memory, ReadCache cache) {
        <T> LayeredStore<T> of(Serde<T> serde, KeyForm form) {
            return new LayeredStore<>(where, backing, serde, form, access, memory, cache);
        }
    }

    /** The byte store of a user's store: names of the user's never meet {@code system} and {@code default}. */
    static String byteStore(String name) {
        return "store." + name;
    }

    private void load(Engine engine) {
        broken = engine.lost(byteStore(name()));
        try {
            Shape shape = records.shape(name());
            if (shape != null) {
                shaped = true;
                trimmedBefore = shape.trimmedBefore();
                segmentOffsets = shape.segmentOffsets();
                expired(shape.expiredBeforeMs());
                if (broken == null && shape.corrupt()) {
                    broken = RebuildReason.CHECKSUM_FAILED;
                }
                if (broken == null && !shape.fits(declaration.layout())) {
                    broken = RebuildReason.LAYOUT_CHANGED;
                }
            }
            position = records.position(name());
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.STORE_CORRUPT) {
                throw e;
            }
            broken = RebuildReason.CHECKSUM_FAILED;
            position = null;
        }
    }

    private void expired(long timeMs) {
        sealedExpiry = timeMs;
        committedExpiry = timeMs;
        durableExpiry = timeMs;
        if (keys != null) {
            keys.expiredBeforeMs(timeMs);
        }
        forgetSessions();
    }

    /** What a session store has learnt of its content counts no longer. */
    private void forgetSessions() {
        if (sessions != null) {
            sessions.bytes().forget();
        }
    }

    String name() {
        return declaration.name();
    }

    LayeredStore<?> layers() {
        return layers;
    }

    @Nullable
    SegmentKeys segmentKeys() {
        return keys;
    }

    TypedKeyValues<K, V> keyValue() {
        return usable(keyValue, "keys alone");
    }

    TypedWindows<K, V> windowed() {
        return usable(windowed, "windows");
    }

    TypedSessions<K, V> sessions() {
        return usable(sessions, "sessions");
    }

    private <T> T usable(@Nullable T face, String what) {
        Invariants.check(admitted, "store %s is used before it was admitted", name());
        return Invariants.present(face, "a layout of " + what + ", for store " + name() + ",");
    }

    @Nullable
    StorePosition position() {
        return position;
    }

    void position(StorePosition reached) {
        position = reached;
        forgetSessions();
    }

    /** What makes its content unusable whatever the changelog says, or null. */
    @Nullable
    RebuildReason broken() {
        return broken;
    }

    long trimmedBefore() {
        return trimmedBefore;
    }

    void trimmedBefore(long offset) {
        trimmedBefore = offset;
    }

    void admit() {
        admitted = true;
    }

    /** Whether the engine has nothing of it. */
    boolean untouched() {
        if (broken != null || position != null || shaped) {
            return false;
        }
        try (ByteCursor cursor = layers.backing().scan(KeyRange.all())) {
            return !cursor.next();
        }
    }

    /** Empties the store for a rebuild. Its position goes first: a crash in between must not find it over no content. */
    void rebuild(Engine engine) {
        position = null;
        broken = null;
        trimmedBefore = Long.MIN_VALUE;
        segmentOffsets = new TreeMap<>();
        expired(Long.MIN_VALUE);
        WriteBatch batch = engine.newBatch();
        records.forgetPosition(batch, name());
        records.shape(batch, name(), shape(false));
        engine.write(batch);
        engine.flush();
        layers.backing().clear();
        layers.forgetCached();
    }

    /** Records durably that the content cannot be read, for the next {@link #load}. */
    private void markCorrupt(Engine engine) {
        WriteBatch batch = engine.newBatch();
        records.shape(batch, name(), shape(true));
        engine.write(batch);
        engine.flush();
    }

    boolean dirty() {
        return layers.dirty() || (keys != null && keys.expiredBeforeMs() != sealedExpiry);
    }

    int seal(ChangeSink sink) {
        sink.store(name());
        sealedRecords = layers.seal(sink);
        if (keys != null && keys.expiredBeforeMs() != sealedExpiry) {
            sealedExpiry = keys.expiredBeforeMs();
            marker.clear().writeLong(sealedExpiry);
            sink.change(SegmentKeys.EXPIRY_KEY, 0, 0, marker.array(), 0, marker.size());
            sealedRecords++;
        }
        return sealedRecords;
    }

    void committed(@Nullable StorePosition reached) {
        Invariants.check(sealedRecords == 0 || reached != null, "store %s wrote to its changelog and got no position",
                name());
        if (keys != null) {
            // The interval's records lie at or behind where the changelog stood before it.
            long from = position == null ? 0L : position.offset();
            layers.forSealedKeys(key -> segmentOffsets.putIfAbsent(SegmentKeys.segmentOfKey(key), from));
        }
        layers.committed();
        committedExpiry = sealedExpiry;
        sealedRecords = 0;
        if (reached != null) {
            position = reached;
        }
    }

    void aborted() {
        layers.aborted();
        sealedRecords = 0;
        sealedExpiry = committedExpiry;
        if (keys != null) {
            keys.expiredBeforeMs(committedExpiry);
        }
        forgetSessions();
    }

    void checkpoint(WriteBatch batch, long nowMs) {
        if (keys != null && committedExpiry > durableExpiry) {
            expireSegments(batch, committedExpiry);
        }
        layers.checkpoint(batch, key -> keys != null && keys.expired(key, committedExpiry));
        saveRecords(batch, nowMs);
    }

    /** Deletes the segments all of whose entries lie before this, by one range delete. */
    private void expireSegments(WriteBatch batch, long timeMs) {
        long firstLive = Invariants.present(keys, "a layout of segments").segmentOf(timeMs);
        layers.backing().deleteRange(batch, KeyRange.of(new byte[0], SegmentKeys.segmentPrefix(firstLive)));
        segmentOffsets.headMap(firstLive, false).clear();
    }

    /**
     * Adds position and shape to a batch.
     *
     * @param wallTimeMs when the content was last known to be up to date
     */
    void saveRecords(WriteBatch batch, long wallTimeMs) {
        StorePosition reached = position;
        if (reached != null) {
            position = new StorePosition(reached.topicId(), reached.partition(), reached.offset(),
                    reached.leaderEpoch(),
                    wallTimeMs);
            records.position(batch, name(), position);
        }
        records.shape(batch, name(), shape(false));
    }

    void checkpointed() {
        layers.checkpointed();
        durableExpiry = committedExpiry;
    }

    /** A restored record of this segment stands at this offset. */
    void segmentSeen(long segment, long offset) {
        segmentOffsets.putIfAbsent(segment, offset);
    }

    /** A restored record says that what lies before this expired. */
    void expiryRestored(WriteBatch batch, long timeMs) {
        expireSegments(batch, timeMs);
        expired(timeMs);
    }

    long trimmableBefore() {
        StorePosition reached = position;
        if (reached == null) {
            return 0L;
        }
        return segmentOffsets.isEmpty() ? reached.offset()
                : segmentOffsets.values().stream().mapToLong(Long::longValue).min().orElse(0L);
    }

    void close() {
        layers.close();
    }

    private Shape shape(boolean corrupt) {
        Shape declared = Shape.of(declaration.layout());
        return new Shape(declared.advanceMs(), declared.windowsPerSegment(), committedExpiry, trimmedBefore, corrupt,
                segmentOffsets);
    }
}
