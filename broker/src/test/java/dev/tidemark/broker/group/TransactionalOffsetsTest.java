package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.MemoryCoordinatorLogs;
import dev.tidemark.broker.group.OffsetsToFetch.FetchedOffset;
import dev.tidemark.broker.txn.AddPartitions;
import dev.tidemark.broker.txn.EndTransaction;
import dev.tidemark.broker.txn.InitProducerId;
import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.broker.txn.ProducerOutcome;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionGate.Mode;
import dev.tidemark.broker.txn.TransactionSettings;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both coordinators together: offsets inside transactions, their markers, and requests that come at the wrong time. */
class TransactionalOffsetsTest {

    private static final TopicPartition INPUT = new TopicPartition("in", 0);

    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final ManualLoop loop = new ManualLoop(clock);
    private MemoryCoordinatorLogs logs = new MemoryCoordinatorLogs(loop, 1);
    private long nextProducerId = 1_000;
    private TransactionCoordinator transactions;
    private GroupCoordinator groups;

    private static final GroupSettings GROUP_SETTINGS = new GroupSettings(6_000, 1_800_000, Integer.MAX_VALUE, 0, 4_096,
            GroupWorld.RETENTION_MS, 600_000, GroupWorld.CONSUMERS);

    @BeforeEach
    void start() {
        transactions = new TransactionCoordinator(loop, clock, logs, () -> {
            nextProducerId += 10;
            return CompletableFuture.completedFuture(new Block(nextProducerId - 10, 10));
        }, new TransactionSettings(900_000, 10_000, 7 * 24 * 3_600_000L, 100));
        groups = new GroupCoordinator(loop, clock, RandomGenerator.of("L64X128MixRandom"), logs, GROUP_SETTINGS,
                id -> false, transactions.gate(), Runnable::run);
        MarkerWriter noData = (id, epoch, coordinator, commit, partitions) -> {
            throw new AssertionError("only offsets here, not " + partitions);
        };
        transactions.start(new MarkerRouter(groups, loop, noData));
        groups.start();
        await(groups.ready("g"));
        await(transactions.ready("x"));
    }

    private void crashAndReload() {
        groups.close();
        transactions.close();
        logs = logs.afterCrash();
        start();
        loop.runReady();
    }

    private <T> T await(CompletionStage<T> reply) {
        loop.runReady();
        assertThat(reply.toCompletableFuture()).isDone();
        return reply.toCompletableFuture().join();
    }

    private ProducerOutcome init() {
        return await(transactions.initProducer(new InitProducerId("x", 60_000, -1, (short) -1)));
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> store(ProducerOutcome producer, Mode mode, long offset) {
        return groups.commitInTransaction("x", producer.producerId(), producer.producerEpoch(), mode, "g", -1, "", null,
                Map.of(INPUT, GroupWorld.offset(offset)));
    }

    private ProducerOutcome end(ProducerOutcome producer, boolean commit, boolean second) {
        ProducerOutcome outcome = await(transactions
                .end(new EndTransaction("x", producer.producerId(), producer.producerEpoch(), commit, second)));
        loop.runReady();
        return outcome;
    }

    private FetchedOffset fetch() {
        return await(groups.fetch(new OffsetsToFetch("g", "", -1, List.of(INPUT), true))).offsets().get(INPUT);
    }

    @Test
    void the_second_protocol_registers_the_offsets_by_itself() {
        ProducerOutcome first = init();
        assertThat(await(store(first, Mode.ADD, 5)).get(INPUT)).isEqualTo(ErrorCode.NONE);
        assertThat(fetch()).isEqualTo(FetchedOffset.UNSTABLE);
        ProducerOutcome second = end(first, true, true);
        assertThat(second.producerEpoch()).isEqualTo((short) 1);
        assertThat(fetch().offset()).isEqualTo(5);

        assertThat(await(store(second, Mode.ADD, 9)).get(INPUT)).isEqualTo(ErrorCode.NONE);
        ProducerOutcome third = end(second, false, true);
        assertThat(fetch().offset()).isEqualTo(5);
        assertThat(await(store(second, Mode.ADD, 7)).get(INPUT)).as("late, of the aborted transaction")
                .isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(await(store(third, Mode.ADD, 11)).get(INPUT)).isEqualTo(ErrorCode.NONE);
        end(third, true, true);
        assertThat(fetch().offset()).isEqualTo(11);
    }

    @Test
    void the_first_protocol_is_verified() {
        ProducerOutcome producer = init();
        assertThat(await(store(producer, Mode.VERIFY, 5)).get(INPUT)).as("AddOffsetsToTxn was not called")
                .isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        register(producer);
        assertThat(await(store(producer, Mode.VERIFY, 5)).get(INPUT)).isEqualTo(ErrorCode.NONE);
        end(producer, true, false);
        assertThat(fetch().offset()).isEqualTo(5);
        assertThat(await(store(producer, Mode.VERIFY, 4)).get(INPUT)).as("late: nothing is open")
                .isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(fetch().offset()).isEqualTo(5);
    }

    private void register(ProducerOutcome producer) {
        assertThat(await(transactions.add(new AddPartitions("x", producer.producerId(), producer.producerEpoch(),
                Set.of(groups.partitionOf("g")), false)))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void offsets_decided_before_an_abort_stand_before_its_marker_in_the_log() {
        ProducerOutcome producer = init();
        await(store(producer, Mode.ADD, 5));
        logs.hold();
        CompletionStage<Map<TopicPartition, ErrorCode>> slow = store(producer, Mode.ADD, 6);
        CompletionStage<ProducerOutcome> other = transactions
                .initProducer(new InitProducerId("x", 60_000, -1, (short) -1));
        loop.runReady();
        logs.release();
        assertThat(await(other).error()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        await(slow);
        loop.runReady();
        assertThat(fetch()).as("aborted, and nothing hangs").isEqualTo(FetchedOffset.NONE);
        assertThat(logs.batches(groups.partitionOf("g")).getLast().control()).isTrue();
        crashAndReload();
        assertThat(fetch()).isEqualTo(FetchedOffset.NONE);
    }

    @Test
    void a_crash_between_outcome_and_marker_settles_the_offsets_at_the_next_start() {
        ProducerOutcome producer = init();
        await(store(producer, Mode.ADD, 5));
        CompletionStage<ProducerOutcome> ends = transactions
                .end(new EndTransaction("x", producer.producerId(), producer.producerEpoch(), true, true));
        while (!ends.toCompletableFuture().isDone()) {
            assertThat(loop.runOne()).isTrue();
        }
        crashAndReload();
        assertThat(fetch().offset()).isEqualTo(5);
    }

    @Test
    void what_was_removed_does_not_come_back_with_the_commit() {
        assertThat(await(groups.commit(
                new OffsetsToCommit("g", -1, "", null, true, Map.of(INPUT, GroupWorld.offset(3)))))
                .get(INPUT)).isEqualTo(ErrorCode.NONE);
        ProducerOutcome producer = init();
        await(store(producer, Mode.ADD, 5));
        groups.topicsDeleted(Set.of("in"));
        loop.runReady();
        assertThat(fetch()).as("nothing is pending any more").isEqualTo(FetchedOffset.NONE);
        end(producer, true, true);
        assertThat(fetch()).isEqualTo(FetchedOffset.NONE);
        crashAndReload();
        assertThat(fetch()).isEqualTo(FetchedOffset.NONE);
    }

    @Test
    void a_time_out_drops_the_offsets() {
        ProducerOutcome producer = init();
        await(store(producer, Mode.ADD, 5));
        loop.advanceMs(60_000);
        assertThat(fetch()).isEqualTo(FetchedOffset.NONE);
        assertThat(await(store(producer, Mode.ADD, 6)).get(INPUT)).isEqualTo(ErrorCode.PRODUCER_FENCED);
    }

    @Test
    void a_deleted_group_does_not_come_back_with_the_commit_of_an_open_transaction() {
        GroupWorld world = new GroupWorld();
        world.ready();
        assertThat(GroupWorld.only(world.await(world.commitInTransaction(7, 0, "g", "topic", 0, 5))))
                .isEqualTo(ErrorCode.NONE);
        assertThat(world.await(world.groups.delete(new DeleteGroup("g")))).isEqualTo(ErrorCode.NONE);
        assertThat(world.end(7, 0, true)).isEqualTo(ErrorCode.NONE);
        assertThat(world.fetch("g", "topic", 0)).isEqualTo(-1);
        world.crashAndReload();
        assertThat(world.fetch("g", "topic", 0)).isEqualTo(-1);
    }

    @Test
    void a_marker_for_a_partition_that_the_topic_does_not_have_is_refused_and_opens_none() {
        GroupWorld world = new GroupWorld();
        world.ready();
        for (int partition : new int[]{-1, 1_000, Integer.MAX_VALUE}) {
            assertThat(world.await(world.groups.endTransaction(partition, 7, (short) 0, 0, false)))
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        assertThat(world.await(world.groups.list(new ListedGroups(List.of(), List.of()))).error())
                .isEqualTo(ErrorCode.NONE);
    }
}
