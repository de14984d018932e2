package dev.tidemark.record;

import java.nio.ByteBuffer;

/** Batches in memory. Equal to another of the same bytes. */
record MemoryRecordBytes(ByteBuffer bytes) implements RecordBytes {

    static final MemoryRecordBytes EMPTY = new MemoryRecordBytes(ByteBuffer.allocate(0));

    @Override
    public int sizeInBytes() {
        return bytes.remaining();
    }

    @Override
    public ByteBuffer buffer() {
        return bytes.duplicate();
    }

    @Override
    public String toString() {
        return "RecordBytes(" + bytes.remaining() + " bytes)";
    }
}
