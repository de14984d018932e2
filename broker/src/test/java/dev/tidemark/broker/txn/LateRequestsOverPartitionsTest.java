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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request of a first transaction that comes again, or for the first time, at a later moment of its producer's life, touches
 * no other transaction (the class of KAFKA-17754): both coordinators and a data partition's own log, one test per
 * interleaving, under the second protocol.
 */
class LateRequestsOverPartitionsTest {

    /** What comes late. */
    enum Late {
        END_AS_SAID, END_THE_OTHER_WAY, ADD_PARTITIONS, PRODUCE_AGAIN, PRODUCE_WHAT_NEVER_CAME, STORE_OFFSETS
    }

    /** When it comes. */
    enum Moment {
        WHILE_ITS_MARKERS_ARE_WRITTEN, BEFORE_THE_SECOND, SECOND_IS_OPEN, SECOND_HAS_OFFSETS, COORDINATORS_CRASHED,
        WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN, AFTER_THE_SECOND
    }

    private static final String ID = "x";
    private static final String GROUP = "g";
    private static final TopicPartition INPUT = new TopicPartition("in", 0);
    private static final TopicPartition DATA = new TopicPartition("data", 0);
    private static final TopicPartition NEVER_WRITTEN = new TopicPartition("data", 1);
    private static final long STRAY_OFFSET = 666;

    private final PartitionRig rig = new PartitionRig();
    private final List<Runnable> heldMarkers = new ArrayList<>();
    private MemoryCoordinatorLogs logs = new MemoryCoordinatorLogs(rig.loop, 1);
    private boolean holdingMarkers;
    private long nextProducerId = 1_000;
    private TransactionCoordinator transactions;
    private GroupCoordinator groups;

    private void start() {
        transactions = new TransactionCoordinator(rig.loop, rig.clock, logs, () -> {
            nextProducerId += 10;
            return CompletableFuture.completedFuture(new Block(nextProducerId - 10, 10));
        }, new TransactionSettings(900_000, 10_000, 7 * 24 * 3_600_000L));
        groups = new GroupCoordinator(rig.loop, rig.clock, RandomGenerator.of("L64X128MixRandom"), logs,
                new GroupSettings(6_000, 1_800_000, Integer.MAX_VALUE, 0, 4_096, 7 * 24 * 3_600_000L, 600_000,
                        ConsumerSettings.of(Config.of(ConfigScope.BROKER, Map.of()))),
                id -> false, transactions.gate(), Runnable::run);
        rig.coordinator = transactions.gate();
        MarkerWriter data = new PartitionMarkerWriter(rig.partitions, rig.loop, rig.clock);
        transactions.start(new MarkerRouter(groups, (producerId, epoch, coordinatorEpoch, commit, partitions) -> {
            CompletableFuture<Map<TopicPartition, ErrorCode>> written = new CompletableFuture<>();
            Runnable write = () -> data.write(producerId, epoch, coordinatorEpoch, commit, partitions)
                    .whenComplete((results, failure) -> written.complete(results));
            if (holdingMarkers) {
                heldMarkers.add(write);
            } else {
                write.run();
            }
            return written;
        }));
        groups.start();
        assertThat(await(groups.ready(GROUP))).isTrue();
        assertThat(await(transactions.ready(ID))).isTrue();
    }

    private void crashCoordinators() {
        groups.close();
        transactions.close();
        logs = logs.afterCrash();
        start();
        rig.settle();
    }

    private void releaseMarkers() {
        holdingMarkers = false;
        heldMarkers.forEach(Runnable::run);
        heldMarkers.clear();
        rig.settle();
    }

    private <T> T await(CompletionStage<T> reply) {
        rig.settle();
        assertThat(reply.toCompletableFuture()).as("the reply is there").isDone();
        return reply.toCompletableFuture().join();
    }

    /** Who acts for the id, with what it knew at some time. */
    private record Producer(LateRequestsOverPartitionsTest world, long producerId, short epoch) {

        ErrorCode produce(int sequence, String value) {
            PartitionAppend append = world.rig.append(world.rig.partition(DATA.topic(), DATA.partition()),
                    PartitionRig.batch(BatchStamp.transactional(producerId, epoch, sequence), world.rig.clock.wallMs(),
                            value),
                    Acks.ALL, new TransactionalWrite(ID, producerId, epoch, TransactionGate.Mode.ADD), 30_000);
            world.rig.settle();
            return append.outcome().error();
        }

        ErrorCode storeOffset(long offset) {
            return world
                    .await(world.groups.commitInTransaction(ID, producerId, epoch, TransactionGate.Mode.ADD, GROUP, -1,
                            "", null, Map.of(INPUT, new OffsetToCommit(offset, -1, "", CommittedOffset.NO_EXPIRY))))
                    .get(INPUT);
        }

        ErrorCode addPartitions() {
            return world.await(world.transactions
                    .add(new AddPartitions(ID, producerId, epoch, Set.of(NEVER_WRITTEN), true)));
        }

        ProducerOutcome end(boolean commit) {
            return world.await(world.transactions.end(new EndTransaction(ID, producerId, epoch, commit, true)));
        }
    }

    private Producer init() {
        ProducerOutcome given = await(transactions.initProducer(new InitProducerId(ID, 600_000, -1, (short) -1)));
        return new Producer(this, given.producerId(), given.producerEpoch());
    }

    /** Ends what is open, and goes on in the next epoch. */
    private Producer end(Producer producer, boolean commit) {
        ProducerOutcome ended = producer.end(commit);
        assertThat(ended.error()).isEqualTo(ErrorCode.NONE);
        return new Producer(this, ended.producerId(), ended.producerEpoch());
    }

    /** What stands between one marker and the one before it, and how the marker ends it. */
    private record Ended(List<String> values, boolean commit) {}

    /** The transactions of the data partition, in order, as its log has them. */
    private List<Ended> ended() {
        LedPartition partition = rig.partition(DATA.topic(), DATA.partition());
        LogView view = partition.view();
        assertThat(view.lastStableOffset()).as("nothing hangs").isEqualTo(view.logEndOffset());
        LogSlice slice = view.read(0, 1 << 20, view.highWatermark(), true);
        List<Ended> ended = new ArrayList<>();
        List<String> open = new ArrayList<>();
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

    private FetchedOffset storedOffset() {
        return await(groups.fetch(new OffsetsToFetch(GROUP, "", -1, List.of(INPUT), true))).offsets().get(INPUT);
    }

    static Stream<Arguments> interleavings() {
        return Stream.of(Late.values())
                .flatMap(late -> Stream.of(Moment.values())
                        .flatMap(moment -> Stream.of(true, false)
                                .flatMap(first -> Stream.of(true, false)
                                        .map(second -> Arguments.of(late, moment, first, second)))));
    }

    @ParameterizedTest(name = "{0}, {1}, first commits: {2}, second: {3}")
    @MethodSource("interleavings")
    void no_other_transaction_is_touched(Late late, Moment when, boolean firstCommits, boolean secondCommits) {
        rig.create(DATA.topic(), 2, Map.of());
        start();
        Producer first = init();
        assertThat(first.produce(0, "1")).isEqualTo(ErrorCode.NONE);
        assertThat(first.storeOffset(10)).isEqualTo(ErrorCode.NONE);
        Timeline timeline = new Timeline(late, when, first, firstCommits);

        holdingMarkers = when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN;
        Producer second = end(first, firstCommits);
        timeline.reaches(Moment.WHILE_ITS_MARKERS_ARE_WRITTEN);
        releaseMarkers();
        timeline.reaches(Moment.BEFORE_THE_SECOND);
        assertThat(second.produce(0, "2")).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_IS_OPEN);
        assertThat(second.storeOffset(20)).isEqualTo(ErrorCode.NONE);
        timeline.reaches(Moment.SECOND_HAS_OFFSETS);
        if (when == Moment.COORDINATORS_CRASHED) {
            crashCoordinators();
        }
        timeline.reaches(Moment.COORDINATORS_CRASHED);
        assertThat(second.produce(1, "2")).as("still open").isEqualTo(ErrorCode.NONE);
        holdingMarkers = when == Moment.WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN;
        Producer third = end(second, secondCommits);
        timeline.reaches(Moment.WHILE_THE_SECOND_S_MARKERS_ARE_WRITTEN);
        releaseMarkers();
        timeline.reaches(Moment.AFTER_THE_SECOND);
        assertThat(timeline.delivered).isTrue();

        assertThat(storedOffset().offset()).isEqualTo(secondCommits ? 20 : firstCommits ? 10 : -1);
        assertThat(third.produce(0, "3")).isEqualTo(ErrorCode.NONE);
        assertThat(third.storeOffset(30)).isEqualTo(ErrorCode.NONE);
        end(third, true);
        rig.settle();
        assertThat(storedOffset().offset()).isEqualTo(30);
        assertThat(ended()).containsExactly(new Ended(timeline.ofTheFirst(), firstCommits),
                new Ended(List.of("2", "2"), secondCommits), new Ended(List.of("3"), true));
        assertThat(rig.partition(NEVER_WRITTEN.topic(), NEVER_WRITTEN.partition()).view().logEndOffset())
                .as("no marker where nothing was written")
                .isZero();
    }

    /** Delivers the late request twice when its moment has come, and knows what may come of it. */
    private static final class Timeline {

        private final Late late;
        private final Moment when;
        private final Producer first;
        private final boolean firstCommits;
        private boolean delivered;
        private boolean strayCameInTime;

        Timeline(Late late, Moment when, Producer first, boolean firstCommits) {
            this.late = late;
            this.when = when;
            this.first = first;
            this.firstCommits = firstCommits;
        }

        void reaches(Moment now) {
            if (now == when) {
                deliver();
                deliver();
                delivered = true;
            }
        }

        private void deliver() {
            switch (late) {
                case END_AS_SAID -> assertThat(first.end(firstCommits).error())
                        .isEqualTo(firstEndedLast() ? ErrorCode.NONE : ErrorCode.PRODUCER_FENCED);
                case END_THE_OTHER_WAY -> assertThat(first.end(!firstCommits).error())
                        .isEqualTo(firstEndedLast() ? ErrorCode.INVALID_TXN_STATE : ErrorCode.PRODUCER_FENCED);
                case ADD_PARTITIONS -> assertThat(first.addPartitions()).isEqualTo(ErrorCode.PRODUCER_FENCED);
                case STORE_OFFSETS -> assertThat(first.storeOffset(STRAY_OFFSET))
                        .isIn(ErrorCode.PRODUCER_FENCED, ErrorCode.INVALID_PRODUCER_EPOCH);
                case PRODUCE_AGAIN -> first.produce(0, "1");
                case PRODUCE_WHAT_NEVER_CAME -> {
                    ErrorCode answer = first.produce(1, "1 too");
                    // its transaction is open in the partition until the marker is there, and may still grow
                    assertThat(answer).isEqualTo(when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN ? ErrorCode.NONE
                            : ErrorCode.INVALID_PRODUCER_EPOCH);
                    strayCameInTime |= answer == ErrorCode.NONE;
                }
            }
        }

        private boolean firstEndedLast() {
            return when == Moment.WHILE_ITS_MARKERS_ARE_WRITTEN || when == Moment.BEFORE_THE_SECOND;
        }

        List<String> ofTheFirst() {
            return strayCameInTime ? List.of("1", "1 too") : List.of("1");
        }
    }
}
