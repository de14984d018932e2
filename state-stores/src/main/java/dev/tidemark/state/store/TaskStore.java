package dev.tidemark.state.store;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.Engine;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.RebuildReason;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
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

    /** In the changelog, of layouts in which time expires: all before the time that is the value has expired. */
    static final byte[] EXPIRY_KEY = new byte[0];

    private final StoreDeclaration<K, V> declaration;
    private final StoreRecords records;
    private final StoreParts parts;
    private final LayeredStore<?> layers;
    private final ByteSink marker = new ByteSink(8);

    private @Nullable StorePosition position;
    private @Nullable RebuildReason broken;
    private long trimmedBefore = Long.MIN_VALUE;
    private NavigableMap<Long, Long> segmentOffsets = new TreeMap<>();

    private boolean admitted;
    /** Content turned out to be corrupt: until it is rebuilt every record of the store says so. */
    private boolean corrupt;
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
        String whole = where + ", store " + name;
        Backing stored = name.equals(StoreDeclaration.SYSTEM)
                ? new CheckedBacking(engine, system, StoreRecords.ENTRIES, whole)
                : new PlainBacking(engine, engine.store(byteStore(name)));
        Backing backing = new WatchedBacking(stored, () -> markCorrupt(engine));
        this.parts = StoreParts.of(declaration, whole, backing, memory, cache);
        this.layers = parts.layers();
        if (recordsLost == null) {
            load(engine);
        } else {
            broken = recordsLost;
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

    /** Its content says that what lies before this has expired. */
    private void expired(long timeMs) {
        Expiry expiry = parts.expiry();
        if (expiry != null) {
            expiry.loaded(timeMs);
        }
        parts.forget().run();
    }

    String name() {
        return declaration.name();
    }

    LayeredStore<?> layers() {
        return layers;
    }

    KeyForm form() {
        return parts.form();
    }

    /** Whether time expires in its layout. */
    boolean expires() {
        return parts.expiry() != null;
    }

    /**
     * What operators see of it.
     *
     * @param what the layout has, for messages
     */
    <T> T face(Class<T> type, String what) {
        Invariants.check(admitted, "store %s is used before it was admitted", name());
        Invariants.check(type.isInstance(parts.face()), "store %s was not declared with a layout of %s", name(), what);
        return type.cast(parts.face());
    }

    @Nullable
    StorePosition position() {
        return position;
    }

    void position(StorePosition reached) {
        position = reached;
        parts.forget().run();
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
        try (ByteCursor cursor = layers.backing().scan(KeyRange.all(), ScanOrder.FORWARD)) {
            return !cursor.next();
        }
    }

    /** Empties the store for a rebuild. Its position goes first: a crash in between must not find it over no content. */
    void rebuild(Engine engine) {
        position = null;
        broken = null;
        corrupt = false;
        trimmedBefore = Long.MIN_VALUE;
        segmentOffsets = new TreeMap<>();
        expired(Long.MIN_VALUE);
        WriteBatch batch = engine.newBatch();
        records.forgetPosition(batch, name());
        records.shape(batch, name(), shape());
        engine.write(batch);
        engine.flush();
        layers.backing().clear();
        layers.forgetCached();
    }

    /** As {@link Engine#bulkLoading}; the task's own store is small. */
    void bulkLoading(Engine engine, boolean begins) {
        if (!name().equals(StoreDeclaration.SYSTEM)) {
            engine.bulkLoading(engine.store(byteStore(name())), begins);
        }
    }

    /** Records durably that the content cannot be read, for the next {@link #load}. */
    private void markCorrupt(Engine engine) {
        corrupt = true;
        WriteBatch batch = engine.newBatch();
        records.shape(batch, name(), shape());
        engine.write(batch);
        engine.flush();
    }

    /**
     * Whether the running interval changed anything. That time went on is no change where a restart learns of it from the
     * frontier; where windows or sessions were dropped, it is.
     */
    boolean dirty() {
        SegmentKeys segments = parts.segments();
        return layers.dirty() || (segments != null && segments.expiry().raised());
    }

    int seal(ChangeSink sink) {
        Sweep sweep = parts.sweep();
        if (sweep != null) {
            sweep.step(layers.changes());
        }
        sink.store(name());
        sealedRecords = layers.seal(sink);
        Expiry expiry = parts.expiry();
        if (expiry != null && expiry.raised()) {
            expiry.sealed();
            marker.clear().writeLong(expiry.beforeMs());
            sink.change(EXPIRY_KEY, 0, 0, marker.array(), 0, marker.size());
            sealedRecords++;
        }
        return sealedRecords;
    }

    void committed(@Nullable StorePosition reached) {
        Invariants.check(sealedRecords == 0 || reached != null, "store %s wrote to its changelog and got no position",
                name());
        SegmentKeys segments = parts.segments();
        if (segments != null) {
            // The interval's records lie at or behind where the changelog stood before it.
            long from = position == null ? 0L : position.offset();
            layers.forSealedSegments(segment -> segmentOffsets.putIfAbsent(segment, from));
        }
        layers.committed();
        if (parts.expiry() != null) {
            parts.expiry().committed();
        }
        if (segments != null) {
            layers.dropCommittedBefore(segments.firstCommittedSegment());
        }
        sealedRecords = 0;
        if (reached != null) {
            position = reached;
        }
    }

    void aborted() {
        layers.aborted();
        sealedRecords = 0;
        if (parts.expiry() != null) {
            parts.expiry().aborted();
        }
        parts.forget().run();
    }

    /** A checkpoint begins: what goes into its batch beside the entries that {@link #writeLeaving} adds by and by. */
    void leaves(WriteBatch batch, long nowMs) {
        Expiry expiry = parts.expiry();
        if (expiry != null) {
            expiry.leaves();
        }
        SegmentKeys segments = parts.segments();
        if (segments != null && segments.expiry().awaitsCheckpoint()) {
            expireSegments(segments, batch, segments.expiry().committedMs());
        }
        layers.leaves();
        saveRecords(batch, nowMs);
    }

    /** As {@link LayeredStore#writeLeaving}. */
    int writeLeaving(WriteBatch batch, int most) {
        SegmentKeys segments = parts.segments();
        if (segments == null) {
            return layers.writeLeaving(batch, most, key -> false);
        }
        long expiredMs = segments.expiry().leavingMs();
        return layers.writeLeaving(batch, most, key -> segments.expired(key, expiredMs));
    }

    /** Before the batch is written: content that turned out to be corrupt meanwhile stays marked so. */
    void keepMark(WriteBatch batch) {
        if (corrupt) {
            records.shape(batch, name(), shape());
        }
    }

    /** Deletes the segments all of whose entries lie before this, by one range delete. */
    private void expireSegments(SegmentKeys segments, WriteBatch batch, long timeMs) {
        long firstLive = segments.segmentOf(timeMs);
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
        records.shape(batch, name(), shape());
    }

    /** The engine has what leaves. */
    void written() {
        if (parts.expiry() != null) {
            parts.expiry().left();
        }
    }

    /** As {@link LayeredStore#cacheLeaving}. */
    int cacheLeaving(int most) {
        return layers.cacheLeaving(most);
    }

    /** Engine and cache have what left. */
    void left() {
        layers.left();
    }

    /** A restored record of this key stands at this offset. */
    void seen(byte[] engineKey, long offset) {
        if (parts.segments() != null) {
            segmentOffsets.putIfAbsent(SegmentKeys.segmentOfKey(engineKey), offset);
        }
    }

    /** A restored record says that what lies before this expired. */
    void expiryRestored(WriteBatch batch, long timeMs) {
        if (parts.segments() != null) {
            expireSegments(parts.segments(), batch, timeMs);
        }
        expired(timeMs);
    }

    long trimmableBefore() {
        StorePosition reached = position;
        if (reached == null || parts.segments() == null) {
            return 0L;
        }
        return segmentOffsets.isEmpty() ? reached.offset()
                : segmentOffsets.values().stream().mapToLong(Long::longValue).min().orElse(0L);
    }

    void close() {
        layers.close();
    }

    private Shape shape() {
        Shape declared = Shape.of(declaration.layout());
        long expiredMs = parts.expiry() == null ? Expiry.NEVER : parts.expiry().committedMs();
        return new Shape(declared.layout(), declared.advanceMs(), declared.windowsPerSegment(), expiredMs,
                trimmedBefore,
                corrupt, segmentOffsets);
    }
}
