package dev.tidemark.log;

import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Whole batches read from a log. Small ones are in memory; large ones are a range of a segment's file, with a lease that
 * keeps the file open and undeleted until {@link #release}. One holder at a time; any thread.
 */
@SuppressWarnings("DoNotCallSuggester") // bodies follow the published signatures
public final class LogSlice implements RecordBytes {

    /**
     * A range of a file, valid until the slice is released.
     *
     * @param channel to transfer from; do not move its position, do not close it
     * @param position first byte
     * @param length bytes
     */
    public record FileRange(FileChannel channel, long position, int length) {}

    private LogSlice() {}

    /** First offset behind the slice: where the next read goes on. */
    public long nextOffset() {
        throw new UnsupportedOperationException();
    }

    /** The file's range for a socket, or null if the bytes are in memory. */
    public @Nullable FileRange file() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sizeInBytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer buffer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException();
    }
}
