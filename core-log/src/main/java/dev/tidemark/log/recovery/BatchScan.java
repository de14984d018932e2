package dev.tidemark.log.recovery;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a segment's batches one after another and checks every byte of them. Confined to its caller. */
final class BatchScan {

    /** No broker accepts a frame larger than this, so a longer batch is a damaged length. */
    static final int BATCH_BYTES_MAX = 256 << 20;

    private static final int CHUNK_BYTES = 1 << 20;

    private final StorageFile file;
    private final long size;
    private final RecordBatch batch = new RecordBatch();
    private ByteBuffer chunk;
    private long chunkStart;
    private long position;
    private long next;
    private @Nullable BatchProblem problem;

    BatchScan(StorageFile file) {
        this.file = file;
        this.size = file.size();
        this.chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, Math.max(size, 1))).limit(0);
    }

    /** Moves to the next batch; false at the end of the file and where something that is no sound batch begins. */
    boolean next() {
        position = next;
        if (position >= size) {
            return false;
        }
        problem = look(position);
        if (problem != null) {
            return false;
        }
        next = position + batch.sizeInBytes();
        return true;
    }

    /** The problem of the batch at a position, or null; the view stands on it then. */
    @Nullable
    BatchProblem look(long at) {
        if (size - at < BatchLayout.HEADER_SIZE) {
            return BatchProblem.TOO_SHORT;
        }
        load(at, BatchLayout.HEADER_SIZE);
        int length = chunk.getInt((int) (at - chunkStart) + BatchLayout.LENGTH);
        if (length < BatchLayout.HEADER_SIZE - BatchLayout.LOG_OVERHEAD || length > BATCH_BYTES_MAX) {
            return BatchProblem.LENGTH;
        }
        int bytes = BatchLayout.LOG_OVERHEAD + length;
        if (bytes > size - at) {
            return BatchProblem.TOO_SHORT;
        }
        load(at, bytes);
        return batch.wrap(chunk, (int) (at - chunkStart)).validate();
    }

    private void load(long at, int bytes) {
        if (at >= chunkStart && at + bytes <= chunkStart + chunk.limit()) {
            return;
        }
        if (bytes > chunk.capacity()) {
            chunk = ByteBuffer.allocate(bytes);
        }
        chunk.clear().limit((int) Math.min(chunk.capacity(), size - at));
        file.read(chunk, at);
        chunk.flip();
        chunkStart = at;
    }

    RecordBatch batch() {
        return batch;
    }

    /** Where the batch, the problem or the end is. */
    long position() {
        return position;
    }

    /** What is wrong at the position; null at the end of the file. */
    @Nullable
    BatchProblem problem() {
        return problem;
    }
}
