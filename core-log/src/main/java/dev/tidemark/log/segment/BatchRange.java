package dev.tidemark.log.segment;

import dev.tidemark.log.index.OffsetIndex;
import dev.tidemark.record.RecordBatch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A run of whole batches found in a segment.
 *
 * @param start position of the first byte
 * @param end position behind the last byte
 * @param nextOffset first offset behind the run
 * @param memory the bytes, if they were read on the way
 */
public record BatchRange(int start, int end, long nextOffset, @Nullable ByteBuffer memory) {

    /** Slices up to this size are read into memory; larger ones may go to the socket from the file. */
    public static final int MEMORY_BYTES_MAX = 64 * 1024;

    private static final int HEADER_CHUNK_BYTES = 4 * 1024;

    /** Bytes of the run. */
    public int length() {
        return end - start;
    }

    /**
     * Finds the batches from the one that holds {@code fromOffset}.
     *
     * @param sizeBytes bytes of the segment to look at, the end of a batch
     * @param upToOffset batches that reach this offset are left out
     * @return null if the segment has no batch at or behind {@code fromOffset}; an empty run if the first is left out
     */
    public static @Nullable BatchRange find(OpenSegment segment, int sizeBytes, long fromOffset, int bytesMax,
            long upToOffset, boolean atLeastOneBatch) {
        OffsetIndex offsets = segment.offsets();
        int entry = offsets.floor(fromOffset);
        int floor = entry < 0 ? 0 : offsets.position(entry);
        int available = sizeBytes - floor;
        boolean small = Math.min(bytesMax, available) <= MEMORY_BYTES_MAX;
        int chunk = small ? (int) Math.min(available, (long) bytesMax + 2 * HEADER_CHUNK_BYTES) : HEADER_CHUNK_BYTES;
        BatchHeaders headers = new BatchHeaders(segment.log(), sizeBytes, chunk);
        boolean found = headers.moveTo(floor);
        while (found && headers.batch().lastOffset() < fromOffset) {
            found = headers.next();
        }
        if (!found) {
            return null;
        }
        int start = headers.position();
        RecordBatch first = headers.batch();
        int firstEnd = start + first.sizeInBytes();
        if (first.lastOffset() >= upToOffset || (firstEnd - start > bytesMax && !atLeastOneBatch)) {
            return new BatchRange(start, start, fromOffset, ByteBuffer.allocate(0));
        }
        if (!small) {
            skipAhead(offsets, headers, start, (int) Math.min(sizeBytes, (long) start + bytesMax), upToOffset);
        }
        return extend(headers, start, bytesMax, upToOffset, small);
    }

    /** Moves to the last indexed batch that is surely in the run, so that not every header on the way is read. */
    private static void skipAhead(OffsetIndex offsets, BatchHeaders headers, int start, int endMax, long upToOffset) {
        // The batch before an entry that lies within the limit is in the run; the entry's own may not be.
        int entry = Math.min(offsets.floorOfPosition(endMax), offsets.floor(upToOffset - 1));
        if (entry >= 0 && offsets.position(entry) > start && offsets.position(entry) < endMax) {
            int position = offsets.position(entry);
            headers.moveTo(position);
            if (position + headers.batch().sizeInBytes() > endMax) {
                // Its end is beyond the limit: the run may end right here, so go on from the entry before.
                headers.moveTo(entry > 0 && offsets.position(entry - 1) > start ? offsets.position(entry - 1) : start);
            }
        }
    }

    private static BatchRange extend(BatchHeaders headers, int start, int bytesMax, long upToOffset, boolean small) {
        int end = headers.position() + headers.batch().sizeInBytes();
        long nextOffset = headers.batch().nextOffset();
        while (headers.next()) {
            RecordBatch batch = headers.batch();
            long batchEnd = (long) headers.position() + batch.sizeInBytes();
            if (batchEnd - start > bytesMax || batch.lastOffset() >= upToOffset) {
                break;
            }
            end = (int) batchEnd;
            nextOffset = batch.nextOffset();
        }
        return new BatchRange(start, end, nextOffset, small ? headers.bytes(start, end) : null);
    }
}
