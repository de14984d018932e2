package dev.tidemark.client.producer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.RecordBatchBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts records into the batches of their partitions and tells each its result; confined to the cluster's loop. Records of a topic that is not
 * known yet wait, in order, up to {@code max.block.ms}.
 */
final class RecordAccumulator {

    /** A record handed over. */
    record Handed(ProducerRecord record, int sizeInBytes, CompletableFuture<RecordMetadata> future) {}

    /** A record with the flush interval in which it came. */
    private record Counted(Handed handed, int interval) {}

    /** What became of a record, for whoever counts memory. */
    @FunctionalInterface
    interface Settled {
        void settled(int sizeInBytes);
    }

    private final Cluster cluster;
    private final ProducerSettings settings;
    private final Sender sender;
    private final StickyPartitions sticky;
    private final Settled onSettled;
    private final Map<String, ArrayDeque<Counted>> waiting = new HashMap<>();
    private final Map<TopicPartition, OpenBatch> open = new HashMap<>();
    /** Unsettled records by the interval between two flushes in which they came; intervals without any are absent. */
    private final TreeMap<Integer, Integer> unsettled = new TreeMap<>();
    private final TreeMap<Integer, Runnable> flushes = new TreeMap<>();
    private int interval;

    RecordAccumulator(Cluster cluster, ProducerSettings settings, Sender sender, Settled onSettled) {
        this.cluster = cluster;
        this.settings = settings;
        this.sender = sender;
        this.onSettled = onSettled;
        this.sticky = new StickyPartitions(settings.batchBytes(), cluster.random());
        cluster.metadata().onChange(this::metadataChanged);
    }

    void append(Handed record) {
        Counted handed = new Counted(record, interval);
        unsettled.merge(interval, 1, Integer::sum);
        String topic = record.record.topic();
        MetadataImage.Topic known = cluster.metadata().image().topic(topic);
        ArrayDeque<Counted> before = waiting.get(topic);
        if (before == null && known != null && usable(known)) {
            place(handed, known);
            return;
        }
        if (before == null) {
            before = new ArrayDeque<>();
            waiting.put(topic, before);
            cluster.metadata().watch(List.of(topic), true);
            cluster.metadata().refresh();
        }
        before.add(handed);
        cluster.loop().schedule(settings.maxBlockMs(), () -> giveUpWaiting(topic, handed));
    }

    private static boolean usable(MetadataImage.@Nullable Topic known) {
        return known != null && known.error() == ErrorCode.NONE && !known.partitions().isEmpty();
    }

    private void metadataChanged() {
        for (String topic : List.copyOf(waiting.keySet())) {
            MetadataImage.Topic known = cluster.metadata().image().topic(topic);
            ArrayDeque<Counted> records = waiting.get(topic);
            if (known != null && usable(known) && records != null) {
                waiting.remove(topic);
                records.forEach(handed -> place(handed, known));
            } else {
                // a topic that is being created appears a little later
                cluster.metadata().refresh();
            }
        }
    }

    private void giveUpWaiting(String topic, Counted handed) {
        ArrayDeque<Counted> records = waiting.get(topic);
        if (records == null || !records.remove(handed)) {
            return;
        }
        if (records.isEmpty()) {
            waiting.remove(topic);
        }
        MetadataImage.Topic known = cluster.metadata().image().topic(topic);
        TidemarkException why = known == null
                ? cluster.unreachable("A record cannot be written: no broker tells about topic " + topic)
                : new TidemarkException(FailureCode.TOPIC_UNKNOWN, "A record cannot be written", "topic " + topic,
                        "the cluster answers " + known.error() + " for " + settings.maxBlockMs()
                                + " ms (max.block.ms): " + known.error().message(),
                        "create it first: tidemark topic create " + topic + " --partitions N");
        fail(handed, why);
    }

    private void place(Counted counted, MetadataImage.Topic topic) {
        Handed handed = counted.handed;
        ProducerRecord record = handed.record;
        int count = topic.partitions().size();
        byte[] key = record.key();
        int partition = record.partition() >= 0 ? record.partition()
                : key != null ? Murmur2.partition(key, count) : sticky.next(topic, handed.sizeInBytes);
        if (partition >= count) {
            fail(counted, new TidemarkException(FailureCode.TOPIC_UNKNOWN, "A record cannot be written",
                    record.topic() + "-" + partition, "the topic has " + count + " partitions, counted from 0",
                    "name a partition below " + count + ", or none"));
            return;
        }
        TopicPartition target = new TopicPartition(record.topic(), partition);
        OpenBatch batch = open.get(target);
        if (batch == null || !batch.add(counted)) {
            if (batch != null) {
                batch.batch.readyAtMs = Long.MIN_VALUE;
            }
            batch = new OpenBatch(target, handed.sizeInBytes);
            batch.add(counted);
            open.put(target, batch);
            sender.enqueue(batch.batch);
        }
        boolean flushed = !flushes.isEmpty() && counted.interval <= flushes.lastKey();
        if (flushed || batch.batch.builder.sizeEstimate() >= settings.batchBytes()) {
            batch.batch.readyAtMs = Long.MIN_VALUE;
            sender.drainSoon();
        }
    }

    /** A batch that may still be filled, and the records in it. */
    private final class OpenBatch {

        final SendBatch batch;
        private final List<Counted> records = new ArrayList<>();

        OpenBatch(TopicPartition partition, int firstRecordBytes) {
            long nowMs = cluster.clock().monotonicMs();
            RecordBatchBuilder builder = new RecordBatchBuilder(Math.max(settings.batchBytes(), firstRecordBytes),
                    settings.compression());
            this.batch = new SendBatch(partition, builder, nowMs, nowMs + settings.lingerMs(), this::settled);
        }

        boolean add(Counted counted) {
            ProducerRecord record = counted.handed.record;
            boolean full = !records.isEmpty() && batch.builder.sizeEstimate() >= settings.batchBytes();
            if (full || batch.state != SendBatch.State.QUEUED
                    || !batch.builder.append(record.timestampMs(), record.key(),
                            record.value(), record.headers())) {
                return false;
            }
            records.add(counted);
            return true;
        }

        private void settled(SendResult result) {
            open.remove(batch.partition, this);
            switch (result) {
                case SendResult.Written(long baseOffset, long logAppendTimeMs) -> {
                    for (int i = 0; i < records.size(); i++) {
                        Counted counted = records.get(i);
                        long timestampMs = logAppendTimeMs >= 0 ? logAppendTimeMs : counted.handed.record.timestampMs();
                        long offset = baseOffset >= 0 ? baseOffset + i : -1;
                        settle(counted);
                        counted.handed.future.complete(new RecordMetadata(batch.partition, offset, timestampMs));
                    }
                }
                case SendResult.Failed failed -> {
                    TidemarkException why = ProducerFailures.of(batch.partition, failed, cluster);
                    records.forEach(counted -> fail(counted, why));
                }
            }
            flushed();
        }
    }

    /** Lets everything leave without waiting for {@code linger.ms}; {@code then} runs once what is here now is settled. */
    void flush(Runnable then) {
        open.values().forEach(batch -> batch.batch.readyAtMs = Long.MIN_VALUE);
        sender.drainSoon();
        flushes.put(interval++, then);
        flushed();
    }

    private void flushed() {
        while (!flushes.isEmpty() && (unsettled.isEmpty() || unsettled.firstKey() > flushes.firstKey())) {
            flushes.pollFirstEntry().getValue().run();
        }
    }

    /** Gives up the records that wait for their topic. */
    void close(TidemarkException why) {
        List<ArrayDeque<Counted>> left = List.copyOf(waiting.values());
        waiting.clear();
        left.forEach(records -> records.forEach(counted -> fail(counted, why)));
        flushed();
    }

    private void settle(Counted counted) {
        unsettled.computeIfPresent(counted.interval, (key, count) -> count == 1 ? null : count - 1);
        onSettled.settled(counted.handed.sizeInBytes);
    }

    private void fail(Counted counted, TidemarkException why) {
        settle(counted);
        counted.handed.future.completeExceptionally(why);
        flushed();
    }
}
