package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.record.RecordCursor;
import java.util.ArrayDeque;

/**
 * The records of one input partition that were delivered and not processed yet, and the position reached. Run by its task.
 */
// Invariant: position only grows between two calls of restart.
final class InputQueue {

    private static final long NO_END = Long.MAX_VALUE;

    private final TopicPartition partition;
    private final ArrayDeque<RecordBytes> waiting = new ArrayDeque<>();
    private final RecordBatches batches = new RecordBatches();
    private final RecordCursor cursor = new RecordCursor();
    private boolean inBytes;
    private boolean inBatch;
    private long waitingBytes;
    private long position;
    private long readUpTo;
    private long end = NO_END;

    InputQueue(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Drops what waits and begins at this offset. */
    void restart(long fromPosition) {
        waiting.forEach(RecordBytes::release);
        waiting.clear();
        waitingBytes = 0;
        inBytes = false;
        inBatch = false;
        position = fromPosition;
        readUpTo = fromPosition;
    }

    void deliver(RecordBytes bytes, long fromOffset) {
        Invariants.check(fromOffset >= position, "%s: offset %s was processed before, position is %s", partition,
                fromOffset, position);
        waiting.add(bytes);
        waitingBytes += bytes.sizeInBytes();
    }

    void readUpTo(long offset) {
        readUpTo = Math.max(readUpTo, offset);
        settle();
    }

    void endAt(long offset) {
        end = offset;
        settle();
    }

    long bufferedBytes() {
        return waitingBytes;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next offset to process. */
    long position() {
        return position;
    }

    /** Whether everything below the declared end is processed. */
    boolean atEnd() {
        return position >= end;
    }

    /** The record that {@link #next} moved to. */
    RecordCursor record() {
        return cursor;
    }

    /** Moves to the next record; its offset is processed once this is called again. False: nothing waits. */
    boolean next() {
        while (!waiting.isEmpty()) {
            if (!inBytes) {
                batches.reset(waiting.getFirst().buffer());
                inBytes = true;
            }
            if (inBatch) {
                while (cursor.next()) {
                    if (cursor.offset() >= position && cursor.offset() < end) {
                        position = cursor.offset() + 1;
                        return true;
                    }
                }
                cursor.check(partition.toString());
                inBatch = false;
                position = Math.max(position, Math.min(batches.batch().nextOffset(), end));
            } else if (batches.next()) {
                if (!batches.batch().control() && batches.batch().nextOffset() > position) {
                    cursor.reset(batches.batch());
                    inBatch = true;
                } else {
                    position = Math.max(position, Math.min(batches.batch().nextOffset(), end));
                }
            } else {
                RecordBytes done = waiting.removeFirst();
                waitingBytes -= done.sizeInBytes();
                done.release();
                inBytes = false;
            }
        }
        settle();
        return false;
    }

    /** With nothing left to process, the position is as far as the reader went. */
    private void settle() {
        if (waiting.isEmpty()) {
            position = Math.max(position, Math.min(readUpTo, end));
        }
    }
}
