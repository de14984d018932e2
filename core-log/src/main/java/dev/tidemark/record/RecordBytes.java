package dev.tidemark.record;

import java.nio.ByteBuffer;

/** Zero or more whole v2 batches, wherever their bytes are: in memory, or a range of a file. */
public interface RecordBytes {

    /** How many bytes the batches have together. */
    int sizeInBytes();

    /** The bytes in memory, position to limit; read from the file if need be. */
    ByteBuffer buffer();

    /** Gives back the lease on the underlying file or buffer, if there is one; a second call does nothing. */
    void release();

    /** Batches that are in memory already and need no release. */
    static RecordBytes of(ByteBuffer batches) {
        return new RecordBytesInMemory(batches);
    }

    /** No batch at all. */
    static RecordBytes empty() {
        return RecordBytesInMemory.EMPTY;
    }
}
