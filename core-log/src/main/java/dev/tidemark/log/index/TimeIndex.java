package dev.tidemark.log.index;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Largest timestamp so far to the offset that brought it. The owner of the partition appends, any thread looks up.
 *
 * <pre>
 *  0                               8              12
 *  +-------------------------------+---------------+
 *  | timestamp, ms                 | offset - base |   big-endian, ascending in both
 *  +-------------------------------+---------------+
 * </pre>
 *
 * <p>An entry says: no batch up to and including the one that ends with this offset has a record with a greater timestamp.
 */
public final class TimeIndex implements AutoCloseable {

    public static final int ENTRY_BYTES = 12;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final long baseOffset;
    private final MappedEntries entries;

    /**
     * @param baseOffset first offset of the segment
     * @param bytesMax size limit of the file
     * @param count entries in the file
     */
    public TimeIndex(Storage storage, Path path, long baseOffset, int bytesMax, int count) {
        this.baseOffset = baseOffset;
        this.entries = new MappedEntries(storage, path, ENTRY_BYTES, bytesMax, count);
    }

    public int count() {
        return entries.count();
    }

    /** Whether only the entry that closes the segment still fits. */
    public boolean full() {
        return entries.full();
    }

    /**
     * Adds an entry if it says something new.
     *
     * @param timestampMs largest timestamp so far
     * @param offset last offset of the batch that has it
     */
    public void appendIfNew(long timestampMs, long offset) {
        if (saysNew(timestampMs, offset)) {
            append(timestampMs, offset);
        }
    }

    /** The same for the entry that closes a segment: no other follows it. */
    public void appendLastIfNew(long timestampMs, long offset) {
        if (saysNew(timestampMs, offset)) {
            entries.reserveLast();
            append(timestampMs, offset);
        }
    }

    private boolean saysNew(long timestampMs, long offset) {
        if (timestampMs < 0 || entries.full()) {
            return false; // no record had a timestamp, or nothing more fits
        }
        int last = entries.count() - 1;
        if (last < 0) {
            return true;
        }
        boolean later = timestampMs > timestamp(last);
        Invariants.check(!later || offset >= offset(last), "the time index goes back from offset %s to %s",
                offset(last), offset);
        return later;
    }

    private void append(long timestampMs, long offset) {
        long at = entries.room();
        MemorySegment segment = entries.segment();
        segment.set(LONG, at, timestampMs);
        segment.set(INT, at + 8, Math.toIntExact(offset - baseOffset));
        entries.publish();
    }

    /** The number of the last entry whose timestamp is below this, or -1. */
    public int lower(long timestampMs) {
        int low = 0;
        int high = entries.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (timestamp(middle) < timestampMs) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    public long timestamp(int entry) {
        return entries.segment().get(LONG, (long) entry * ENTRY_BYTES);
    }

    public long offset(int entry) {
        return baseOffset + entries.segment().get(INT, (long) entry * ENTRY_BYTES + 8);
    }

    /** Makes room for more entries, so that adding them cannot fail on a full disk. */
    public void reserve(int more) {
        entries.reserve(more);
    }

    /** Cuts unused room off the file. */
    public void trim() {
        entries.trim();
    }

    @Override
    public void close() {
        entries.close();
    }
}
