package dev.tidemark.log.segment;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;

/**
 * Walks the headers of a file's batches without reading what is between, a chunk at a time. Confined to its caller. The batches are taken
 * as sound: they are below what recovery and append vouch for.
 */
public final class BatchHeaders {

    private final StorageFile file;
    private final int limit;
    private final ByteBuffer chunk;
    private final RecordBatch batch = new RecordBatch();
    private int chunkStart;
    private int position;

    /**
     * @param limit where the walk ends, the end of a batch
     * @param chunkBytes read at a time
     */
    public BatchHeaders(StorageFile file, int limit, int chunkBytes) {
        this.file = file;
        this.limit = limit;
        this.chunk = ByteBuffer.allocate(Math.max(BatchLayout.HEADER_SIZE, chunkBytes)).limit(0);
    }

    /** Moves to the batch at this position; false at the end. */
    public boolean moveTo(int newPosition) {
        position = newPosition;
        if (newPosition + BatchLayout.HEADER_SIZE > limit) {
            return false;
        }
        if (newPosition < chunkStart || newPosition + BatchLayout.HEADER_SIZE > chunkStart + chunk.limit()) {
            chunk.clear().limit(Math.min(chunk.capacity(), limit - newPosition));
            file.read(chunk, newPosition);
            chunk.flip();
            chunkStart = newPosition;
        }
        batch.wrap(chunk, newPosition - chunkStart);
        return true;
    }

    /** Moves behind the current batch; false at the end. */
    public boolean next() {
        return moveTo(position + batch.sizeInBytes());
    }

    /** The header at the current position; the records may not be there. */
    public RecordBatch batch() {
        return batch;
    }

    /** Where the current batch starts in the file. */
    public int position() {
        return position;
    }

    /** Bytes from one position to another, from the chunk if it has them. */
    public ByteBuffer bytes(int from, int to) {
        if (from >= chunkStart && to <= chunkStart + chunk.limit()) {
            return chunk.slice(from - chunkStart, to - from);
        }
        ByteBuffer bytes = ByteBuffer.allocate(to - from);
        file.read(bytes, from);
        return bytes.flip();
    }
}
