package dev.tidemark.state.wrap;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.state.Access;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.Rewrites;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.WriteBatch;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One store: the active, sealed, committed and leaving overlays above the read cache above the engine. Run by the task's worker.
 *
 * <p><b>Whose an object is.</b> A value is a live object in the active layer. {@link #seal} writes its bytes down and moves the
 * entry to the sealed layer; the object stays attached, so that the next interval finds it without reading bytes, and may be
 * changed by it. From then on the entry's truth is its bytes: they are what a commit keeps and a checkpoint writes. If an
 * interval falls, objects attached to lower layers may have been changed by it, so they are all forgotten at once, by a new
 * generation, and read from bytes when they are next asked for.
 *
 * <p><b>Cost.</b> A read of a changed key is a hash lookup. A scan merges the layers in the order of their keys, which only stores
 * declared SCAN keep.
 */
// Invariant: while the sealed layer is not empty, the active one holds changes of the following interval only.
public final class LayeredStore<V> {

    private static final byte[] NOTHING = new byte[0];
    private static final int VALUE_BYTES_FIRST = 64;
    /** Entries that the list of the committed layer may have beside half of what it has: each is looked at again when those are forgotten. */
    private static final int FORGOTTEN_MAX = 1 << 10;

    private final String where;
    private final Backing backing;
    private final Serde<V> valueSerde;
    private final KeyForm keyForm;
    private final Access access;
    private final boolean objectsKept;
    private final StateMemory memory;
    private final EngineReads reads;

    private final Overlay<V> overlay;
    private final EntryList<V> active = new EntryList<>();
    private final EntryList<V> sealed = new EntryList<>();
    /** With some that it has no more, and those twice that came again. */
    private final EntryList<V> committed = new EntryList<>();
    private int committedEntries;
    /** What was committed when a checkpoint began that is still being written, by key. */
    private OverlayEntry<V>[] leaving = EntryTable.newArray(0);
    /** What the last {@link #get} found: whoever read a key is about to change it, mostly. */
    private @Nullable OverlayEntry<V> sought;
    private int leavingWritten;
    private int leavingCached;
    private int generation;
    private long heldBytes;
    private long committedBytes;
    private long leavingBytes;
    /** What a value was on average when values were last written down: the budget counts on it until they are again. */
    private int valueBytes = VALUE_BYTES_FIRST;

    private final ByteSink sink = new ByteSink();
    private final ByteSource source = new ByteSource();

    /** @param where the task and store, for messages */
    public LayeredStore(String where, Backing backing, Serde<V> valueSerde, KeyForm keyForm, Access access,
            Rewrites rewrites, StateMemory memory, ReadCache cache) {
        this.where = where;
        this.backing = backing;
        this.valueSerde = valueSerde;
        this.keyForm = keyForm;
        this.access = access;
        this.objectsKept = rewrites == Rewrites.OFTEN;
        this.memory = memory;
        this.reads = new EngineReads(backing, cache);
        this.overlay = keyForm.timed() ? new SegmentedOverlay<>() : new KeyedOverlay<>(access == Access.SCAN);
    }

    /** The value of the key, the topmost layer first, or null. */
    public @Nullable V get(byte[] key, int offset, int length) {
        int hash = KeyHash.of(key, offset, length);
        OverlayEntry<V> entry = overlay.find(key, offset, length, hash);
        sought = entry;
        if (entry != null && !entry.unchanged()) {
            return live(entry);
        }
        byte[] bytes = reads.get(key, offset, length, hash);
        return bytes == null ? null : read(bytes);
    }

    /** Changes the key in the active layer. */
    public void put(byte[] key, int offset, int length, V value) {
        entry(key, offset, length).live = value;
    }

    /** Deletes the key in the active layer. */
    public void remove(byte[] key, int offset, int length) {
        entry(key, offset, length).live = null;
    }

    /** Takes what a scan finds. */
    @FunctionalInterface
    public interface Visitor<V> {
        /** @return false to end the scan */
        boolean entry(byte[] key, V value);
    }

    /** As below, forward. */
    public void scan(KeyRange range, Visitor<V> visitor) {
        scan(range, ScanOrder.FORWARD, visitor);
    }

    /** Visits entries of a range in order, over all layers, without those that have expired. */
    public void scan(KeyRange range, ScanOrder order, Visitor<V> visitor) {
        visit(merged(range, order), visitor);
    }

    /**
     * Visits those whose key is the one of {@code first} with another time in its last eight bytes, up to that of {@code last}, both
     * included; of a store whose keys are timed.
     */
    public void scanTimes(byte[] first, byte[] last, ScanOrder order, Visitor<V> visitor) {
        checkScanned();
        int hash = SegmentEntries.hashWithoutTime(first);
        Iterator<OverlayEntry<V>> changed = overlay.times(first, last, hash, order);
        boolean stored = backing.mayHold(first, 0, first.length);
        if (stored || changed.hasNext()) {
            KeyRange range = KeyRange.of(first, Arrays.copyOf(last, last.length + 1));
            ByteCursor engine = stored ? new OneLength(backing.scan(range, order), first.length) : ByteCursor.NONE;
            visit(new MergedScan<>(order, engine, changed), visitor);
        }
    }

    private void visit(MergedScan<V> merged, Visitor<V> visitor) {
        try (MergedScan<V> scan = merged) {
            while (scan.next()) {
                byte[] key = scan.key();
                if (!keyForm.expired(key)) {
                    OverlayEntry<V> entry = scan.entry();
                    V value = entry == null ? read(scan.engineValue())
                            : Invariants.present(live(entry), "value of a key that a scan shows");
                    if (!visitor.entry(key, value)) {
                        return;
                    }
                }
                scan.done();
            }
        }
    }

    /** The first key of a range, in this order, that has a value and has not expired, or null. */
    public byte @Nullable [] firstKey(KeyRange range, ScanOrder order) {
        try (MergedScan<V> scan = merged(range, order)) {
            while (scan.next()) {
                if (!keyForm.expired(scan.key())) {
                    return scan.key();
                }
                scan.done();
            }
            return null;
        }
    }

    private MergedScan<V> merged(KeyRange range, ScanOrder order) {
        checkScanned();
        return new MergedScan<>(order, backing.scan(range, order), overlay.walk(range, order));
    }

    private void checkScanned() {
        Invariants.check(access == Access.SCAN,
                "%s is read by range and was declared POINT: only stores declared SCAN keep their keys in order",
                where);
    }

    /** Whether the active layer has changes. */
    public boolean dirty() {
        return !active.isEmpty();
    }

    /** How many keys the active layer changed. */
    public int changes() {
        return active.size();
    }

    /** Serialises what the active layer changed into the changelog, and makes it the sealed layer; returns how many records. */
    public int seal(ChangeSink changes) {
        Invariants.check(sealed.isEmpty(), "the interval before is committed or aborted");
        long firstLiveSegment = keyForm.firstLiveSegment();
        int from = keyForm.changelogKeyOffset();
        long held = 0;
        long valuesBytes = 0;
        int records = 0;
        for (int i = 0; i < active.size(); i++) {
            OverlayEntry<V> entry = active.get(i);
            held -= entry.activeBytes();
            if (keyForm.timed() && SegmentedOverlay.segmentOf(entry.key, 0) < firstLiveSegment) {
                entry.drop();
                continue;
            }
            byte[] bytes = bytesOf(entry.live);
            valuesBytes += bytes == null ? 0 : bytes.length;
            if (!objectsKept) {
                entry.live = null;
            }
            entry.seal(bytes);
            sealed.add(entry);
            held += entry.heldBytes(bytes, copies());
            if (!keyForm.expired(entry.key)) {
                changes.change(entry.key, from, entry.key.length - from, bytes == null ? NOTHING : bytes, 0,
                        bytes == null ? -1 : bytes.length);
                records++;
            }
        }
        heldBytes += account(held);
        if (!active.isEmpty()) {
            valueBytes = (int) (valuesBytes / active.size());
        }
        active.clear();
        return records;
    }

    private byte @Nullable [] bytesOf(@Nullable V value) {
        if (value == null) {
            return null;
        }
        sink.clear();
        valueSerde.write(value, sink);
        return sink.toByteArray();
    }

    /** Visits the segments of time in which the sealed layer has entries, of keys that begin with one; some more than once. */
    public void forSealedSegments(LongConsumer visitor) {
        long before = 0;
        for (int i = 0; i < sealed.size(); i++) {
            long segment = SegmentedOverlay.segmentOf(sealed.get(i).key, 0);
            if (i == 0 || segment != before) {
                visitor.accept(segment);
            }
            before = segment;
        }
    }

    /** Drops what the committed layer has of segments of time before this one: they have expired by commits, for ever. */
    public void dropCommittedBefore(long segment) {
        sought = null;
        long before = committedBytes;
        overlay.dropBefore(segment, entry -> {
            if (entry.isCommitted()) {
                committedBytes -= entry.heldBytes(entry.committedBytes(), copies());
                committedEntries--;
                entry.uncommit();
            }
        });
        heldBytes += account(committedBytes - before);
        if (committed.size() > 2 * committedEntries + FORGOTTEN_MAX) {
            committed.keepIf(OverlayEntry::isCommitted);
        }
    }

    /** The sealed layer joins the committed one. */
    public void committed() {
        long replaced = 0;
        for (int i = 0; i < sealed.size(); i++) {
            OverlayEntry<V> entry = sealed.get(i);
            committedBytes += entry.heldBytes(entry.sealedBytes(), copies());
            if (entry.isCommitted()) {
                replaced += entry.heldBytes(entry.committedBytes(), copies());
            } else {
                committed.add(entry);
                committedEntries++;
            }
            entry.commit();
        }
        committedBytes -= replaced;
        heldBytes += account(-replaced);
        sealed.clear();
    }

    /** The sealed and the active layer fall. */
    public void aborted() {
        for (int i = 0; i < sealed.size(); i++) {
            sealed.get(i).unseal();
        }
        for (int i = 0; i < active.size(); i++) {
            active.get(i).drop();
        }
        sealed.clear();
        active.clear();
        compact();
        generation++;
        heldBytes += account(committedBytes + leavingBytes - heldBytes);
    }

    private void compact() {
        sought = null;
        overlay.compact();
    }

    /** What the committed layer holds, bytes. */
    public long committedBytes() {
        return committedBytes;
    }

    /** A checkpoint begins: what is committed now leaves for the engine, beneath what will be committed from now on. */
    public void leaves() {
        Invariants.check(leaving.length == 0, "the checkpoint before is written");
        committed.keepIf(entry -> {
            boolean leaves = entry.isCommitted(); // not dropped, nor seen before
            if (leaves) {
                entry.leave();
            }
            return leaves;
        });
        leaving = committed.inOrder();
        committed.clear();
        committedEntries = 0;
        leavingBytes = committedBytes;
        committedBytes = 0;
        leavingWritten = 0;
        leavingCached = 0;
    }

    /**
     * Adds entries that leave to a batch, in the order of keys.
     *
     * @param most so many, at most
     * @param expired keys that had expired by commits when the checkpoint began: what came since may still fall
     * @return how many; less than {@code most} means that there are no more
     */
    public int writeLeaving(WriteBatch batch, int most, Predicate<byte[]> expired) {
        int end = leavingWritten + Math.min(most, leaving.length - leavingWritten);
        int written = end - leavingWritten;
        for (; leavingWritten < end; leavingWritten++) {
            OverlayEntry<V> entry = leaving[leavingWritten];
            byte[] bytes = entry.leavingBytes();
            if (bytes == null) {
                backing.delete(batch, entry.key);
            } else if (!expired.test(entry.key)) {
                backing.put(batch, entry.key, bytes);
            }
        }
        return written;
    }

    /**
     * The engine has what leaves: so has the read cache, by and by, if it knew of it.
     *
     * @param most entries to tell the cache of, at most
     * @return how many; less than {@code most} means that there are no more
     */
    public int cacheLeaving(int most) {
        int end = leavingCached + Math.min(most, leaving.length - leavingCached);
        int told = end - leavingCached;
        for (; leavingCached < end; leavingCached++) {
            OverlayEntry<V> entry = leaving[leavingCached];
            reads.written(entry.key, entry.hash, entry.leavingBytes());
            entry.left();
        }
        return told;
    }

    /** Engine and cache have what left: it is no longer needed here. */
    public void left() {
        leaving = EntryTable.newArray(0);
        compact();
        heldBytes += account(-leavingBytes);
        leavingBytes = 0;
    }

    /** The engine was changed past the layers: nothing cached counts. */
    public void forgetCached() {
        reads.forget();
    }

    /** Gives the overlays' share of the budget back. */
    public void close() {
        active.clear();
        sealed.clear();
        committed.clear();
        leaving = EntryTable.newArray(0);
        sought = null;
        overlay.clear();
        account(-heldBytes);
        heldBytes = 0;
        committedBytes = 0;
        leavingBytes = 0;
    }

    public Backing backing() {
        return backing;
    }

    private OverlayEntry<V> entry(byte[] key, int offset, int length) {
        OverlayEntry<V> entry = sought;
        if (entry == null || !Arrays.equals(entry.key, 0, entry.key.length, key, offset, offset + length)) {
            int hash = KeyHash.of(key, offset, length);
            entry = overlay.find(key, offset, length, hash);
            if (entry == null) {
                entry = new OverlayEntry<>(Arrays.copyOfRange(key, offset, offset + length), hash);
                overlay.add(entry);
            }
        }
        if (!entry.isActive()) {
            reads.changed(entry.key);
            entry.activate();
            entry.expectedBytes = valueBytes;
            active.add(entry);
            heldBytes += account(entry.activeBytes());
        }
        entry.liveSince = generation;
        return entry;
    }

    private @Nullable V live(OverlayEntry<V> entry) {
        if (entry.isActive() || (entry.live != null && entry.liveSince == generation)) {
            return entry.live;
        }
        byte[] bytes = entry.bytes();
        if (bytes == null) {
            return null;
        }
        V value = read(bytes);
        if (objectsKept) {
            entry.live = value;
            entry.liveSince = generation;
        }
        return value;
    }

    private V read(byte[] bytes) {
        try {
            return valueSerde.read(source.reset(bytes, 0, bytes.length));
        } catch (UnreadableValueException e) {
            throw e.at("value", where);
        }
    }

    private int copies() {
        return objectsKept ? 2 : 1;
    }

    private long account(long delta) {
        memory.addOverlayBytes(delta);
        return delta;
    }
}
