package dev.tidemark.streams.runtime.testing;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One partition as a list of batches in memory, with what readers of committed data see of it. A transaction's end takes
 * an offset of its own, as in a real log, and readers stop at the first offset of an open transaction.
 */
final class ModelPartition {

    private enum Fate {
        OPEN, COMMITTED, ABORTED
    }

    /** A batch, or, without bytes, the end of a transaction. */
    private static final class Entry {
        private final long baseOffset;
        private final long nextOffset;
        private final long producerId;
        private final @Nullable ByteBuffer bytes;
        private Fate fate;

        private Entry(long baseOffset, long nextOffset, long producerId, @Nullable ByteBuffer bytes, Fate fate) {
            this.baseOffset = baseOffset;
            this.nextOffset = nextOffset;
            this.producerId = producerId;
            this.bytes = bytes;
            this.fate = fate;
        }
    }

    /**
     * What a fetch found.
     *
     * @param batches committed ones, whole, in order; null if there were none
     * @param nextOffset behind everything that was looked at, batches or not
     */
    record Fetched(@Nullable ByteBuffer batches, long nextOffset) {}

    private final TopicPartition id;
    private final List<Entry> entries = new ArrayList<>();
    private long start;
    private long end;

    ModelPartition(TopicPartition id) {
        this.id = id;
    }

    TopicPartition id() {
        return id;
    }

    /** The first offset that has not been deleted. */
    long startOffset() {
        return start;
    }

    /** Deletes what lies before an offset, up to where readers of committed data can come. */
    void deleteBefore(long offset) {
        Invariants.check(offset <= stableOffset(), "%s: nobody can have read up to %s", id, offset);
        start = Math.max(start, offset);
        entries.removeIf(entry -> entry.nextOffset <= start);
    }

    long endOffset() {
        return end;
    }

    /** The first offset of an open transaction, or the end. */
    long stableOffset() {
        for (Entry entry : entries) {
            if (entry.fate == Fate.OPEN) {
                return entry.baseOffset;
            }
        }
        return end;
    }

    /**
     * Appends a batch.
     *
     * @param finished one batch; copied
     * @param producerId of the transaction, or -1: committed at once
     * @return its base offset
     */
    long append(ByteBuffer finished, long producerId) {
        ByteBuffer bytes = ByteBuffer.allocate(finished.remaining()).put(finished.duplicate()).flip();
        RecordBatch batch = new RecordBatch().wrap(bytes, 0);
        Invariants.check(batch.validate() == null, "%s: a batch that is none", id);
        batch.stamp(end, 0);
        long base = end;
        end = batch.nextOffset();
        entries.add(new Entry(base, end, producerId, bytes, producerId < 0 ? Fate.COMMITTED : Fate.OPEN));
        return base;
    }

    /** Ends a producer's transaction here, if it wrote anything. */
    void endTransaction(long producerId, boolean commit) {
        boolean wrote = false;
        for (Entry entry : entries) {
            if (entry.producerId == producerId && entry.fate == Fate.OPEN) {
                entry.fate = commit ? Fate.COMMITTED : Fate.ABORTED;
                wrote = true;
            }
        }
        if (wrote) {
            entries.add(new Entry(end, end + 1, producerId, null, Fate.ABORTED));
            end++;
        }
    }

    /** Reads committed batches from an offset on, up to the stable offset; no more than {@code batchesMax}. */
    Fetched fetch(long fromOffset, int batchesMax) {
        Invariants.check(fromOffset >= start, "%s is read from %s, which was deleted: it begins at %s", id, fromOffset,
                start);
        List<ByteBuffer> found = new ArrayList<>();
        int bytes = 0;
        long next = fromOffset;
        for (int i = firstBehind(fromOffset); i < entries.size() && found.size() < batchesMax; i++) {
            Entry entry = entries.get(i);
            if (entry.fate == Fate.OPEN) {
                break;
            }
            if (entry.fate == Fate.COMMITTED && entry.bytes != null) {
                found.add(entry.bytes);
                bytes += entry.bytes.remaining();
            }
            next = entry.nextOffset;
        }
        if (found.isEmpty()) {
            return new Fetched(null, next);
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        found.forEach(batch -> all.put(batch.duplicate()));
        return new Fetched(all.flip(), next);
    }

    /** Index of the first entry that reaches beyond the offset. */
    private int firstBehind(long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).nextOffset <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Visits the committed records from an offset on. */
    void forEachCommitted(long fromOffset, Consumer<RecordCursor> visitor) {
        Invariants.check(fromOffset >= start, "%s is read from %s, which was deleted: it begins at %s", id, fromOffset,
                start);
        RecordCursor cursor = new RecordCursor();
        RecordBatch batch = new RecordBatch();
        for (int i = firstBehind(fromOffset); i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.fate == Fate.OPEN) {
                return;
            }
            if (entry.fate == Fate.COMMITTED && entry.bytes != null) {
                cursor.reset(batch.wrap(entry.bytes, 0));
                while (cursor.next()) {
                    if (cursor.offset() >= fromOffset) {
                        visitor.accept(cursor);
                    }
                }
                cursor.check(id.toString());
            }
        }
    }
}
