package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.MemoryCoordinatorLogs;
import dev.tidemark.broker.group.CommittedOffset;
import dev.tidemark.broker.group.ConsumerSettings;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.GroupSettings;
import dev.tidemark.broker.group.MarkerRouter;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.broker.group.OffsetsToFetch;
import dev.tidemark.broker.group.OffsetsToFetch.FetchedOffset;
import dev.tidemark.broker.partition.Acks;
import dev.tidemark.broker.partition.LedPartition;
import dev.tidemark.broker.partition.PartitionAppend;
import dev.tidemark.broker.partition.PartitionMarkerWriter;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.broker.partition.TransactionalWrite;
import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.LogView;
import dev.tidemark.log.producer.ActiveProducer;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Both coordinators and two data partitions with their own logs, on one thread; one transactional id and one group, for which
 * producers of either protocol act. A test may hold the markers of the data partitions, and the answers to who asks whether a
 * partition belongs to a transaction.
 */
final class CoordinatorsOverPartitions {

    static final String ID = "x";
    static final int TIMEOUT_MS = 600_000;
    static final TopicPartition DATA = new TopicPartition("data", 0);
    static final TopicPartition OTHER = new TopicPartition("data", 1);
    private static final String GROUP = "g";
    private static final TopicPartition INPUT = new TopicPartition("in", 0);

    /** What the coordinator decided of a transaction, when it first sent the markers. */
    record Decided(boolean commit, Set<TopicPartition> partitions) {}

    final PartitionRig rig = new PartitionRig();
    final List<Decided> decided = new ArrayList<>();
    private final List<Runnable> heldMarkers = new ArrayList<>();
    private final List<Runnable> heldAnswers = new ArrayList<>();
    private MemoryCoordinatorLogs logs = new MemoryCoordinatorLogs(rig.loop, 1);
    private boolean holdingMarkers;
    private boolean holdingAnswers;
    private long nextProducerId = 1_000;
    private TransactionCoordinator transactions;
    private GroupCoordinator groups;

    CoordinatorsOverPartitions() {
        rig.create(DATA.topic(), 2, Map.of());
        start();
    }

    private void start() {
        transactions = new TransactionCoordinator(rig.loop, rig.clock, logs, () -> {
            nextProducerId += 10;
            return CompletableFuture.completedFuture(new Block(nextProducerId - 10, 10));
        }, new TransactionSettings(900_000, 10_000, 7 * 24 * 3_600_000L, 100));
        rig.coordinator = this::admit;
        groups = new GroupCoordinator(rig.loop, rig.clock, RandomGenerator.of("L64X128MixRandom"), logs,
                new GroupSettings(6_000, 1_800_000, Integer.MAX_VALUE, 0, 4_096, 7 * 24 * 3_600_000L, 600_000,
                        ConsumerSettings.of(Config.of(ConfigScope.BROKER, Map.of()))),
                id -> false, rig.coordinator, Runnable::run);
        MarkerWriter toEach = new MarkerRouter(groups, rig.loop, this::writeToData);
        transactions.start((producerId, epoch, coordinatorEpoch, commit, partitions) -> {
            decided.add(new Decided(commit, Set.copyOf(partitions)));
            return toEach.write(producerId, epoch, coordinatorEpoch, commit, partitions);
        });
        groups.start();
        assertThat(await(groups.ready(GROUP))).isTrue();
        assertThat(await(transactions.ready(ID))).isTrue();
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> writeToData(long producerId, short epoch,
            int coordinatorEpoch, boolean commit, Set<TopicPartition> partitions) {
        MarkerWriter data = new PartitionMarkerWriter(rig.partitions, rig.loop, rig.clock);
        CompletableFuture<Map<TopicPartition, ErrorCode>> written = new CompletableFuture<>();
        Runnable write = () -> data.write(producerId, epoch, coordinatorEpoch, commit, partitions)
                .whenComplete((results, failure) -> written.complete(results));
        if (holdingMarkers) {
            heldMarkers.add(write);
        } else {
            write.run();
        }
        return written;
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> admit(String transactionalId, long producerId, short epoch,
            Set<TopicPartition> partitions, TransactionGate.Mode mode) {
        CompletableFuture<Map<TopicPartition, ErrorCode>> heard = new CompletableFuture<>();
        transactions.gate()
                .admit(transactionalId, producerId, epoch, partitions, mode)
                .whenComplete((answer, failure) -> {
                    if (holdingAnswers) {
                        heldAnswers.add(() -> heard.complete(answer));
                    } else {
                        heard.complete(answer);
                    }
                });
        return heard;
    }

    /** Both coordinators are gone, with all that is on its way to them and from them, and load what they committed. */
    void crashCoordinators() {
        groups.close();
        transactions.close();
        heldMarkers.clear();
        logs = logs.afterCrash();
        start();
        rig.settle();
    }

    void holdMarkers() {
        holdingMarkers = true;
    }

    void releaseMarkers() {
        holdingMarkers = false;
        heldMarkers.forEach(Runnable::run);
        heldMarkers.clear();
        rig.settle();
    }

    void holdAnswers() {
        holdingAnswers = true;
    }

    void releaseAnswers() {
        holdingAnswers = false;
        heldAnswers.forEach(Runnable::run);
        heldAnswers.clear();
        rig.settle();
    }

    /** Time passes, until every open transaction has run out of it. */
    void passTimeout() {
        rig.loop.advanceMs(TIMEOUT_MS + 10_000);
        rig.settle();
    }

    <T> T await(CompletionStage<T> reply) {
        rig.settle();
        assertThat(reply.toCompletableFuture()).as("the reply is there").isDone();
        return reply.toCompletableFuture().join();
    }

    /** Another instance takes over, or the same one anew: it gets the next epoch. */
    Producer init(boolean second) {
        ProducerOutcome given = await(
                transactions.initProducer(new InitProducerId(ID, TIMEOUT_MS, Transaction.NO_PRODUCER, (short) -1)));
        assertThat(given.error()).isIn(ErrorCode.NONE, ErrorCode.CONCURRENT_TRANSACTIONS);
        return given.error() == ErrorCode.NONE ? new Producer(given.producerId(), given.producerEpoch(), second)
                : init(second);
    }

    /** Who acts for the id, with what it knew at some time. */
    final class Producer {

        private final long producerId;
        private final short epoch;
        private final boolean second;

        /** @param second whether it leaves it to the broker to register partitions, and gets an epoch for each transaction */
        private Producer(long producerId, short epoch, boolean second) {
            this.producerId = producerId;
            this.epoch = epoch;
            this.second = second;
        }

        private TransactionGate.Mode mode() {
            return second ? TransactionGate.Mode.ADD : TransactionGate.Mode.VERIFY;
        }

        ErrorCode add(TopicPartition partition) {
            return await(transactions.add(new AddPartitions(ID, producerId, epoch, Set.of(partition), second)));
        }

        ErrorCode addOffsets() {
            return add(groups.partitionOf(GROUP));
        }

        PartitionAppend send(TopicPartition to, int sequence, String value) {
            return rig.append(rig.partition(to.topic(), to.partition()),
                    PartitionRig.batch(BatchStamp.transactional(producerId, epoch, sequence), rig.clock.wallMs(),
                            value),
                    Acks.ALL, new TransactionalWrite(ID, producerId, epoch, mode()), 30_000);
        }

        ErrorCode produce(TopicPartition to, int sequence, String value) {
            PartitionAppend append = send(to, sequence, value);
            rig.settle();
            return append.outcome().error();
        }

        CompletionStage<ErrorCode> sendOffset(long offset) {
            return groups.commitInTransaction(ID, producerId, epoch, mode(), GROUP, -1, "", null,
                    Map.of(INPUT, new OffsetToCommit(offset, -1, "", CommittedOffset.NO_EXPIRY)))
                    .thenApply(results -> results.get(INPUT));
        }

        ErrorCode storeOffset(long offset) {
            return await(sendOffset(offset));
        }

        ProducerOutcome end(boolean commit) {
            return await(transactions.end(new EndTransaction(ID, producerId, epoch, commit, second)));
        }

        /** Ends what is open; who goes on after it. */
        Producer next(boolean commit) {
            ProducerOutcome ended = end(commit);
            assertThat(ended.error()).isEqualTo(ErrorCode.NONE);
            return new Producer(ended.producerId(), ended.producerEpoch(), second);
        }
    }

    /** What stands between one marker and the one before it, and how the marker ends it. */
    record Ended(List<String> values, boolean commit) {}

    /** The transactions of a data partition, in order, as its log has them; none is open. */
    List<Ended> ended(TopicPartition name) {
        LogView view = rig.partition(name.topic(), name.partition()).view();
        assertThat(view.lastStableOffset()).as("nothing hangs").isEqualTo(view.logEndOffset());
        List<Ended> ended = new ArrayList<>();
        List<String> open = new ArrayList<>();
        if (view.logEndOffset() == 0) {
            return ended;
        }
        LogSlice slice = view.read(0, 1 << 20, view.highWatermark(), true);
        RecordBatches walk = new RecordBatches().reset(slice.buffer());
        RecordCursor cursor = new RecordCursor();
        while (walk.next()) {
            cursor.reset(walk.batch());
            while (cursor.next()) {
                if (walk.batch().control()) {
                    ended.add(new Ended(List.copyOf(open), EndTransactionMarker.read(cursor).commit()));
                    open.clear();
                } else {
                    open.add(new String(cursor.value(), StandardCharsets.UTF_8));
                }
            }
        }
        slice.release();
        assertThat(open).isEmpty();
        return ended;
    }

    /** Whatever is open in a log, the coordinator knows, so it will end it. */
    void assertNothingHangs() {
        Transaction known = await(transactions.describe(ID)).transaction();
        for (TopicPartition name : List.of(DATA, OTHER)) {
            LedPartition partition = rig.partition(name.topic(), name.partition());
            List<ActiveProducer> open = await(partition.activeProducers()).stream()
                    .filter(ActiveProducer::inTransaction)
                    .toList();
            if (!open.isEmpty()) {
                assertThat(known.state().openPartitions()).as("what is open in %s belongs to a transaction", name)
                        .contains(name);
            }
        }
    }

    FetchedOffset storedOffset() {
        return await(groups.fetch(new OffsetsToFetch(GROUP, "", -1, List.of(INPUT), true))).offsets().get(INPUT);
    }
}
