package dev.tidemark.broker.partition;

import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Partitions on one thread: their loop, the clock, the disk and the flushers run when a test says so. What the coordinator
 * answers, a test says too.
 */
public final class PartitionRig {

    /** A question to the transaction coordinator that waits for the test's answer. */
    public record Question(Set<TopicPartition> partitions, TransactionGate.Mode mode,
            CompletableFuture<Map<TopicPartition, ErrorCode>> answer) {

        public void answer(ErrorCode error) {
            Map<TopicPartition, ErrorCode> answers = new HashMap<>();
            partitions.forEach(partition -> answers.put(partition, error));
            answer.complete(answers);
        }
    }

    public static final int NODE = 1;
    static final int OPEN_SEGMENTS_MAX = 100;
    private static final Config BROKER = Config.of(ConfigScope.BROKER, Map.of());

    public final ManualClock clock = new ManualClock(1_700_000_000_000L);
    public final ManualLoop loop = new ManualLoop(clock);
    public final MemoryStorage disk = new MemoryStorage();
    public final CountingStorage storage;
    public final ArrayDeque<Runnable> flushes = new ArrayDeque<>();
    public final ArrayDeque<Runnable> diskWork = new ArrayDeque<>();
    public final List<Question> questions = new ArrayList<>();
    public final LogManager logs;
    public final PartitionLoop owner = new PartitionLoop(loop, this::ask);
    public final LedPartitions partitions;
    /** Who answers the questions, if not the test. */
    public TransactionGate coordinator = this::askTest;
    private final Map<String, TopicImage> topics = new HashMap<>();
    private long nextTopicId = 1;

    public PartitionRig() {
        this(same -> same);
    }

    /** @param disks puts something of the test's between the disk and its users */
    PartitionRig(UnaryOperator<Storage> disks) {
        storage = new CountingStorage(disks.apply(disk));
        logs = LogManager.open(
                new LogManager.Settings(List.of(Path.of("/data")), NODE, null, () -> new UUID(7, 7),
                        OPEN_SEGMENTS_MAX, 1, 86_400_000),
                new LogManager.Seams(storage, clock, flushes::add, Runnable::run, (dir, cause) -> {}),
                topic -> config(Map.of()));
        partitions = new LedPartitions(NODE, logs, List.of(owner), loop, diskWork::add,
                topic -> config(topic.configs()));
    }

    public static LogConfig config(Map<String, String> values) {
        return LogConfig.of(Config.ofTopic(BROKER, "topic", values));
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> ask(String transactionalId, long producerId,
            short producerEpoch, Set<TopicPartition> asked, TransactionGate.Mode mode) {
        return coordinator.admit(transactionalId, producerId, producerEpoch, asked, mode);
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> askTest(String transactionalId, long producerId,
            short producerEpoch, Set<TopicPartition> asked, TransactionGate.Mode mode) {
        Question question = new Question(Set.copyOf(asked), mode, new CompletableFuture<>());
        questions.add(question);
        return question.answer();
    }

    /** Creates a topic as the controller would, and lets it be led. */
    public UUID create(String topic, int partitionCount, Map<String, String> configs) {
        TopicImage image = new TopicImage(topic, new UUID(1, nextTopicId++),
                Collections.nCopies(partitionCount, new PartitionImage(List.of(NODE), List.of(NODE), NODE, 3)),
                configs);
        publish(topic, image);
        return image.id();
    }

    /** Gives a topic other settings. */
    public void alter(String topic, Map<String, String> configs) {
        TopicImage before = topics.get(topic);
        publish(topic, new TopicImage(topic, before.id(), before.partitions(), configs));
    }

    public void delete(String topic) {
        publish(topic, null);
    }

    private void publish(String topic, TopicImage image) {
        ClusterImage before = imageOf(topics);
        TopicImage was = topics.remove(topic);
        if (image != null) {
            topics.put(topic, image);
        }
        UUID touched = image != null ? image.id() : was.id();
        partitions.changed(new ClusterDelta(before, imageOf(topics), Set.of(touched)));
        settle();
    }

    private static ClusterImage imageOf(Map<String, TopicImage> topics) {
        Map<UUID, TopicImage> byId = new HashMap<>();
        topics.values().forEach(topic -> byId.put(topic.id(), topic));
        return new ClusterImage(1, NODE, 1, Map.of(), Map.copyOf(topics), byId, Map.of(), 0, 0);
    }

    public LedPartition partition(String topic, int partition) {
        return partitions.find(new TopicPartition(topic, partition));
    }

    /** Runs the loop, not the disk. */
    public void run() {
        loop.runReady();
    }

    /** Runs loop and flushers until nothing is left to do. */
    public void settle() {
        do {
            loop.runReady();
            for (Runnable work = diskWork.poll(); work != null; work = diskWork.poll()) {
                work.run();
            }
            for (Runnable flush = flushes.poll(); flush != null; flush = flushes.poll()) {
                flush.run();
            }
        } while (!loop.isIdle() || !flushes.isEmpty() || !diskWork.isEmpty());
    }

    /** Sends one batch to one partition, and returns what becomes of it. */
    public PartitionAppend append(LedPartition partition, ByteBuffer batch, Acks acks, TransactionalWrite transaction,
            int timeoutMs) {
        PartitionAppend append = new PartitionAppend(partition, batch, AppendOrigin.CLIENT, acks, transaction);
        Submission submission = new Submission(loop, timeoutMs);
        submission.add(append);
        submission.send();
        return append;
    }

    public PartitionAppend append(LedPartition partition, Acks acks, String... values) {
        return append(partition, batch(BatchStamp.plain(), clock.wallMs(), values), acks, null, 30_000);
    }

    public static ByteBuffer batch(BatchStamp stamp, long timestampMs, String... values) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 20);
        for (String value : values) {
            builder.append(timestampMs, ByteBuffer.wrap("key".getBytes(StandardCharsets.UTF_8)),
                    ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), Headers.none());
        }
        ByteBuffer batch = builder.finish(stamp);
        return ByteBuffer.allocate(batch.remaining()).put(batch).flip();
    }
}
