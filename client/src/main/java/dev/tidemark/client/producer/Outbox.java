package dev.tidemark.client.producer;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a worker wants to write, in large batches by partition, without producer id, epoch or sequence: so it can be filled while the
 * transaction before it still ends. Owned by the thread that fills it.
 *
 * <p>Full batches may leave early ({@link #takeFull}); the rest leaves at the seal ({@link #takeAll}). If an interval is given up, so is what
 * it put here ({@link #clear}).
 */
public final class Outbox {

    /** Batches are this large unless the topic or {@code max.request.size} allows less. */
    public static final int BATCH_BYTES = 256 * 1024;

    private final CompressionType compression;
    private final ToIntFunction<String> batchBytesMax;
    private final Map<TopicPartition, RecordBatchBuilder> open = new HashMap<>();
    private final List<OutboxBatch> full = new ArrayList<>();
    private long fullBytes;

    /** @param batchBytesMax the largest batch that a topic takes: its {@code max.message.bytes}, at most {@code max.request.size} */
    public Outbox(CompressionType compression, ToIntFunction<String> batchBytesMax) {
        this.compression = compression;
        this.batchBytesMax = batchBytesMax;
    }

    /**
     * Adds a record behind the others of its partition.
     *
     * @param key position to limit, neither of which moves; null for none
     * @throws TidemarkException {@code BATCH_INVALID} if the record alone is larger than the topic's largest batch
     */
    public void append(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
            Headers headers) {
        RecordBatchBuilder builder = open.get(partition);
        if (builder != null && builder.append(timestampMs, key, value, headers)) {
            return;
        }
        if (builder != null && !builder.isEmpty()) {
            close(partition, builder);
        }
        int limit = batchBytesMax.applyAsInt(partition.topic());
        int alone = RecordBatchBuilder.sizeOfOne(key == null ? -1 : key.remaining(),
                value == null ? -1 : value.remaining(), headers);
        if (alone > limit) {
            throw new TidemarkException(FailureCode.BATCH_INVALID, "A record is too large to be written",
                    partition.toString(), "it takes " + alone + " bytes, the topic and the producer allow " + limit,
                    "raise the topic's max.message.bytes and the producer's max.request.size, or write less");
        }
        RecordBatchBuilder next = new RecordBatchBuilder(Math.min(limit, Math.max(alone, BATCH_BYTES)), compression);
        next.append(timestampMs, key, value, headers);
        open.put(partition, next);
    }

    private void close(TopicPartition partition, RecordBatchBuilder builder) {
        open.remove(partition);
        fullBytes += builder.sizeEstimate();
        full.add(new OutboxBatch(partition, builder));
    }

    /** Bytes held, before compression. */
    public long sizeInBytes() {
        long size = fullBytes;
        for (RecordBatchBuilder builder : open.values()) {
            size += builder.sizeEstimate();
        }
        return size;
    }

    public boolean isEmpty() {
        return open.isEmpty() && full.isEmpty();
    }

    /** The batches that nothing more fits into, in order; no longer held here. */
    public List<OutboxBatch> takeFull() {
        List<OutboxBatch> taken = List.copyOf(full);
        full.clear();
        fullBytes = 0;
        return taken;
    }

    /** All batches, per partition in order; none is held here any longer. */
    public List<OutboxBatch> takeAll() {
        List.copyOf(open.entrySet()).forEach(entry -> close(entry.getKey(), entry.getValue()));
        return takeFull();
    }

    /** Drops everything. */
    public void clear() {
        open.clear();
        full.clear();
        fullBytes = 0;
    }
}
