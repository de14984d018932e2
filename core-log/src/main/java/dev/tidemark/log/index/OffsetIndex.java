package dev.tidemark.log.index;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Offset to file position, for some of a segment's batches. The owner of the partition appends, any thread looks up; nothing is
 * allocated by either.
 *
 * <pre>
 *  0               4               8
 *  +---------------+---------------+
 *  | offset - base | file position |   big-endian, ascending in both
 *  +---------------+---------------+
 * </pre>
 *
 * <p>An entry holds the <em>last</em> offset of a batch and the position of the batch's first byte.
 */
public final class OffsetIndex implements AutoCloseable {

    public static final int ENTRY_BYTES = 8;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final long baseOffset;
    private final MappedEntries entries;

    /**
     * @param baseOffset first offset of the segment
     * @param bytesMax size limit of the file
     * @param count entries in the file
     */
    public OffsetIndex(Storage storage, Path path, long baseOffset, int bytesMax, int count) {
        this.baseOffset = baseOffset;
        this.entries = new MappedEntries(storage, path, ENTRY_BYTES, bytesMax, count);
    }

    public int count() {
        return entries.count();
    }

    /** Whether no entry fits any more; the segment is rolled then. */
    public boolean full() {
        return entries.full();
    }

    /** Adds an entry behind all others. */
    public void append(long offset, int position) {
        int last = entries.count() - 1;
        Invariants.check(last < 0 || (offset > offset(last) && position > position(last)),
                "an index entry for offset %s at %s is not behind the last one", offset, position);
        long at = entries.room();
        MemorySegment segment = entries.segment();
        segment.set(INT, at, Math.toIntExact(offset - baseOffset));
        segment.set(INT, at + 4, position);
        entries.publish();
    }

    /** The number of the last entry whose offset is at most this, or -1. */
    public int floor(long offset) {
        int low = 0;
        int high = entries.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (offset(middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The number of the last entry whose position is at most this, or -1. */
    public int floorOfPosition(int position) {
        int low = 0;
        int high = entries.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (position(middle) <= position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The offset of an entry: the last one of its batch. */
    public long offset(int entry) {
        return baseOffset + entries.segment().get(INT, (long) entry * ENTRY_BYTES);
    }

    /** The position of an entry: its batch's first byte. */
    public int position(int entry) {
        return entries.segment().get(INT, (long) entry * ENTRY_BYTES + 4);
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
