package dev.tidemark.streams.runtime.read;

import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.consumer.FetchedRecords;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads over a batch consumer with {@code read_committed}; confined to the worker's loop. Fetched batches that a taker does not want yet stay with the
 * consumer, which then fetches no further.
 */
public final class FetchedReads implements PartitionReads {

    private final BatchConsumer consumer;
    private final Map<TopicPartition, PartitionSink> sinks = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> toldUpTo = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** Told with the next pump: the consumer is at work when it says so. */
    private final Map<TopicPartition, Long> outOfRange = new LinkedHashMap<>();
    private @Nullable TidemarkException trouble;

    /** @param consumer not assigned to anything; this object assigns it */
    public FetchedReads(BatchConsumer consumer) {
        this.consumer = consumer;
        consumer.onTrouble(new BatchConsumer.Trouble() {
            @Override
            public void outOfRange(TopicPartition partition, long position) {
                outOfRange.put(partition, position);
            }

            @Override
            public void unreadable(TopicPartition partition, TidemarkException why) {
                trouble = why;
            }
        });
    }

    @Override
    public void start(TopicPartition partition, long offset, PartitionSink sink) {
        sinks.put(partition, sink);
        consumer.assign(sinks.keySet());
        seek(partition, offset);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        toldUpTo.put(partition, offset);
        outOfRange.remove(partition);
        consumer.seek(partition, offset, -1);
    }

    @Override
    public void pause(TopicPartition partition) {
        if (paused.add(partition)) {
            consumer.pause(List.of(partition));
        }
    }

    @Override
    public void resume(TopicPartition partition) {
        if (paused.remove(partition)) {
            consumer.resume(List.of(partition));
        }
    }

    @Override
    public void stop(TopicPartition partition) {
        resume(partition);
        sinks.remove(partition);
        toldUpTo.remove(partition);
        outOfRange.remove(partition);
        consumer.assign(sinks.keySet());
    }

    @Override
    public boolean pump(int fetchesMax) {
        if (trouble != null) {
            throw trouble;
        }
        boolean any = false;
        for (int i = 0; i < fetchesMax; i++) {
            FetchedRecords fetched = consumer.take();
            if (fetched == null) {
                break;
            }
            any = true;
            handOver(fetched);
        }
        any |= tellPositions();
        any |= tellOutOfRange();
        return any;
    }

    private boolean tellOutOfRange() {
        if (outOfRange.isEmpty()) {
            return false;
        }
        Map<TopicPartition, Long> told = new LinkedHashMap<>(outOfRange);
        outOfRange.clear();
        told.forEach((partition, offset) -> {
            PartitionSink sink = sinks.get(partition);
            if (sink != null) {
                sink.outOfRange(offset);
            }
        });
        return true;
    }

    private void handOver(FetchedRecords fetched) {
        TopicPartition partition = fetched.partition();
        PartitionSink sink = sinks.get(partition);
        if (sink == null) {
            fetched.release();
            return;
        }
        long from = fetched.position();
        for (RecordBytes run : fetched.visibleRuns()) {
            sink.deliver(run, from);
        }
    }

    /** The consumer's position also moves over what carries no records for us. */
    private boolean tellPositions() {
        boolean any = false;
        for (Map.Entry<TopicPartition, PartitionSink> entry : List.copyOf(sinks.entrySet())) {
            TopicPartition partition = entry.getKey();
            long position = consumer.position(partition);
            Long told = toldUpTo.get(partition);
            if (position >= 0 && told != null && position > told) {
                toldUpTo.put(partition, position);
                entry.getValue().readUpTo(position);
                any = true;
            }
        }
        return any;
    }

    @Override
    public boolean caughtUp() {
        for (TopicPartition partition : sinks.keySet()) {
            long end = consumer.lastStableOffset(partition);
            if (end < 0 || consumer.position(partition) < end) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        sinks.clear();
        consumer.close();
    }
}
