package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.streams.runtime.read.PartitionReads;
import dev.tidemark.streams.runtime.read.PartitionSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Partitions that hold what a test put there; run by the test. What is asked of them goes into the story. */
public final class ScriptedReads implements PartitionReads {

    private final String name;
    private final List<String> story;
    private final Map<TopicPartition, PartitionSink> sinks = new TreeMap<>();
    private final ArrayDeque<Runnable> fetched = new ArrayDeque<>();
    private boolean caughtUp;
    private boolean closed;

    /** @param name how the story calls these reads */
    public ScriptedReads(String name, List<String> story) {
        this.name = name;
        this.story = story;
    }

    /** Hands one record over at the next {@link #pump}, if its partition is still read then. */
    public void fetched(TopicPartition partition, long offset, String value) {
        fetched.add(() -> {
            PartitionSink sink = sinks.get(partition);
            if (sink != null) {
                sink.deliver(batch(offset, value), offset);
                sink.readUpTo(offset + 1);
            }
        });
    }

    private static RecordBytes batch(long offset, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(10_000);
        builder.append(offset, ByteBuffer.wrap("key".getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), Headers.none());
        return RecordBytes.of(builder.finish(BatchStamp.plain().at(offset, 0)));
    }

    /** Does this in the place of a fetch that is handed over. */
    public void fetched(Runnable handOver) {
        fetched.add(handOver);
    }

    /** Nothing visible is left below this offset. */
    public void readUpTo(TopicPartition partition, long offset) {
        Invariants.present(sinks.get(partition), "taker of " + partition).readUpTo(offset);
    }

    /** The log does not have the offset that is to be read next. */
    public void outOfRange(TopicPartition partition, long offset) {
        Invariants.present(sinks.get(partition), "taker of " + partition).outOfRange(offset);
    }

    /** Whether these reads say from now on that all was handed over; at first they do not. */
    public void caughtUp(boolean now) {
        caughtUp = now;
    }

    @Override
    public boolean caughtUp() {
        return caughtUp;
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public void start(TopicPartition partition, long offset, PartitionSink sink) {
        Invariants.check(!sinks.containsKey(partition), "%s is read already", partition);
        sinks.put(partition, sink);
        story.add(name + " " + partition + " from " + offset);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        story.add(name + " " + partition + " again from " + offset);
    }

    @Override
    public void pause(TopicPartition partition) {
        story.add("pause " + partition);
    }

    @Override
    public void resume(TopicPartition partition) {
        // asked at every call of a task: no part of any story
    }

    @Override
    public void stop(TopicPartition partition) {
        sinks.remove(partition);
        story.add("stop " + partition);
    }

    @Override
    public boolean pump(int fetchesMax) {
        int handedOver = 0;
        for (; handedOver < fetchesMax && !fetched.isEmpty(); handedOver++) {
            fetched.remove().run();
        }
        return handedOver > 0;
    }

    @Override
    public void close() {
        closed = true;
    }
}
