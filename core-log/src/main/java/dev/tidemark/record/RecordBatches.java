package dev.tidemark.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the batches of a buffer with one view, moved from batch to batch; run by whoever holds it. Reuse it with
 * {@link #reset}.
 *
 * <pre>{@code
 * batches.reset(buffer);
 * while (batches.next()) {
 *     use(batches.batch());
 * }
 * if (batches.problem() != null) { ... }
 * }</pre>
 *
 * <p>Only lengths and magic are looked at, so that a batch can be found; {@link RecordBatch#validate} judges the rest.
 */
public final class RecordBatches {

    private final RecordBatch batch = new RecordBatch();
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int next;
    private @Nullable BatchProblem problem;

    /** Starts at the buffer's position and goes up to its limit; neither is moved. Returns this. */
    public RecordBatches reset(ByteBuffer buffer) {
        this.buffer = buffer;
        this.next = buffer.position();
        this.problem = null;
        return this;
    }

    /** Moves to the next whole batch; false at the end, and where something that is no whole batch begins. */
    public boolean next() {
        if (problem != null || next >= buffer.limit()) {
            return false;
        }
        batch.wrap(buffer, next);
        problem = batch.validateFraming();
        if (problem != null) {
            return false;
        }
        next += batch.sizeInBytes();
        return true;
    }

    /** The batch that {@link #next} moved to. The same object each time. */
    public RecordBatch batch() {
        return batch;
    }

    /**
     * Why the walk ended before the buffer did, or null. {@link BatchProblem#TOO_SHORT} means that the last batch is cut: normal
     * in a fetch response, whose limit is in bytes.
     */
    public @Nullable BatchProblem problem() {
        return problem;
    }

    /** Where the next batch starts, or the problem is: an absolute index of the buffer. */
    public int position() {
        return next;
    }
}
