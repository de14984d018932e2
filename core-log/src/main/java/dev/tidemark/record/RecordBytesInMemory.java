package dev.tidemark.record;

import java.nio.ByteBuffer;

/** Batches in a buffer that nobody else changes. Each caller gets a view with its own position. */
record RecordBytesInMemory(ByteBuffer batches) implements RecordBytes {

    static final RecordBytes EMPTY = new RecordBytesInMemory(ByteBuffer.allocate(0));

    @Override
    public int sizeInBytes() {
        return batches.remaining();
    }

    @Override
    public ByteBuffer buffer() {
        return batches.duplicate();
    }

    @Override
    public void release() {}
}
