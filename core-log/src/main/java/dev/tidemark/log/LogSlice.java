package dev.tidemark.log;

import dev.tidemark.log.segment.BatchRange;
import dev.tidemark.log.segment.OpenSegment;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whole batches read from a log. Small ones are in memory; large ones are a range of a segment's file, with a lease that
 * keeps the file open and undeleted until {@link #release}. One holder at a time; any thread.
 */
public final class LogSlice implements RecordBytes {

    /**
     * A range of a file, valid until the slice is released.
     *
     * @param channel to transfer from; do not move its position, do not close it
     * @param position first byte
     * @param length bytes
     */
    public record FileRange(FileChannel channel, long position, int length) {}

    private final long nextOffset;
    private final int start;
    private final int length;
    private final AtomicReference<@Nullable OpenSegment> lease;
    private volatile @Nullable ByteBuffer memory;

    /** Takes over the hold on the segment if the range is not in memory; otherwise gives it back at once. */
    LogSlice(OpenSegment held, BatchRange range) {
        this.nextOffset = range.nextOffset();
        this.start = range.start();
        this.length = range.length();
        this.memory = range.memory();
        if (range.memory() == null) {
            this.lease = new AtomicReference<>(held);
        } else {
            this.lease = new AtomicReference<>();
            held.release();
        }
    }

    private LogSlice(long nextOffset) {
        this.nextOffset = nextOffset;
        this.start = 0;
        this.length = 0;
        this.lease = new AtomicReference<>();
        this.memory = ByteBuffer.allocate(0);
    }

    static LogSlice empty(long nextOffset) {
        return new LogSlice(nextOffset);
    }

    /** First offset behind the slice: where the next read goes on. */
    public long nextOffset() {
        return nextOffset;
    }

    /** The file's range for a socket, or null if the bytes are in memory. */
    public @Nullable FileRange file() {
        OpenSegment held = lease.get();
        FileChannel channel = held == null ? null : held.log().channel();
        return channel == null ? null : new FileRange(channel, start, length);
    }

    @Override
    public int sizeInBytes() {
        return length;
    }

    @Override
    public ByteBuffer buffer() {
        ByteBuffer known = memory;
        if (known == null) {
            OpenSegment held = lease.get();
            if (held == null) {
                throw new IllegalStateException("the slice was released");
            }
            known = ByteBuffer.allocate(length);
            held.log().read(known, start);
            known.flip();
            memory = known;
        }
        return known.duplicate();
    }

    @Override
    public void release() {
        OpenSegment held = lease.getAndSet(null);
        if (held != null) {
            held.release();
        }
    }
}
