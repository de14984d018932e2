package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.CoordinatorLogs;
import dev.tidemark.broker.partition.LogCleaner;
import dev.tidemark.broker.partition.OnePartition;
import dev.tidemark.broker.partition.PartitionCoordinatorLogs;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.broker.txn.TransactionState.CompleteCommit;
import dev.tidemark.broker.txn.TransactionState.Empty;
import dev.tidemark.broker.txn.TransactionState.Ongoing;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The log of transactions is compacted while a coordinator reads it: the production log and cleaner, in virtual time. */
class ReloadDuringCompactionTest {

    private static final String TOPIC = TransactionCoordinator.TOPIC;
    private static final TopicPartition DATA = new TopicPartition("data", 0);
    private static final int TIMEOUT_MS = 600_000;
    private static final long BACKOFF_MS = 15_000;
    private static final int IDS = 24;
    /** Long names make a log of several segments, and of several reads, out of few records. */
    private static final String LONG = "-".repeat(8_000);

    private final PartitionRig rig = new PartitionRig();
    private final ArrayDeque<Runnable> cleanerWork = new ArrayDeque<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private final CoordinatorLogs logs = new PartitionCoordinatorLogs(rig.partitions, new OnePartition(), rig.loop);
    private final List<Owner> owners = new ArrayList<>();
    private long nextProducerId = 1_000;
    private TransactionCoordinator transactions = coordinator();

    /** Who has a transactional id. */
    private final class Owner {
        private final String id;
        private long producerId;
        private short epoch;

        Owner(String id) {
            this.id = id;
            assertThat(init()).isEqualTo(ErrorCode.NONE);
        }

        ErrorCode init() {
            return take(await(transactions.initProducer(new InitProducerId(id, TIMEOUT_MS, -1, (short) -1))));
        }

        ErrorCode begin() {
            return await(transactions.add(new AddPartitions(id, producerId, epoch, Set.of(DATA), true)));
        }

        ErrorCode commit() {
            return take(await(transactions.end(new EndTransaction(id, producerId, epoch, true, true))));
        }

        private ErrorCode take(ProducerOutcome outcome) {
            if (outcome.error() == ErrorCode.NONE) {
                producerId = outcome.producerId();
                epoch = outcome.producerEpoch();
            }
            return outcome.error();
        }

        Transaction state() {
            return await(transactions.describe(id)).transaction();
        }
    }

    private TransactionCoordinator coordinator() {
        return new TransactionCoordinator(rig.loop, rig.clock, logs, () -> {
            nextProducerId += 10;
            return CompletableFuture.completedFuture(new Block(nextProducerId - 10, 10));
        }, new TransactionSettings(900_000, 10_000, 7 * 24 * 3_600_000L, 100));
    }

    private static CompletionStage<Map<TopicPartition, ErrorCode>> everyMarkerIsWritten(long producerId,
            short producerEpoch, int coordinatorEpoch, boolean commit, Set<TopicPartition> partitions) {
        Map<TopicPartition, ErrorCode> written = new HashMap<>();
        partitions.forEach(partition -> written.put(partition, ErrorCode.NONE));
        return CompletableFuture.completedFuture(written);
    }

    private <T> T await(CompletionStage<T> reply) {
        rig.settle();
        assertThat(reply.toCompletableFuture()).isDone();
        return reply.toCompletableFuture().join();
    }

    private long logBytes() {
        return rig.partition(TOPIC, 0).view().sizeInBytes();
    }

    /** One piece of everybody's work. */
    private void turn() {
        rig.loop.runOne();
        for (ArrayDeque<Runnable> work : List.of(rig.diskWork, rig.flushes, cleanerWork)) {
            Runnable next = work.poll();
            if (next != null) {
                next.run();
            }
        }
    }

    /** Ids whose last word stands early in the log, and ids whose last word stands late; some idle, some with an open transaction, some new. */
    private void fill() {
        rig.create(TOPIC, 1, Map.of("cleanup.policy", "compact", "segment.bytes", Integer.toString(1 << 20)));
        transactions.start(ReloadDuringCompactionTest::everyMarkerIsWritten);
        assertThat(await(transactions.ready("any"))).isTrue();
        for (int i = 0; i < IDS; i++) {
            owners.add(new Owner("id-" + i + LONG));
        }
        for (int round = 0; round < 18; round++) {
            for (int i = 0; i < IDS; i++) {
                boolean active = i % 4 != 0 && (i % 4 != 1 || round < 2);
                if (active) {
                    assertThat(owners.get(i).begin()).isEqualTo(ErrorCode.NONE);
                    assertThat(owners.get(i).commit()).isEqualTo(ErrorCode.NONE);
                }
            }
        }
        for (int i = 2; i < IDS; i += 4) {
            assertThat(owners.get(i).begin()).isEqualTo(ErrorCode.NONE);
        }
    }

    /** @return whether the log shrank between the first and the last read of the load */
    private boolean compactWhileLoading(int turnsBefore) {
        fill();
        List<Transaction> before = owners.stream().map(Owner::state).toList();
        assertThat(before).extracting(Transaction::state)
                .hasAtLeastOneElementOfType(Empty.class)
                .hasAtLeastOneElementOfType(Ongoing.class)
                .hasAtLeastOneElementOfType(CompleteCommit.class);
        long bytes = logBytes();
        assertThat(bytes).as("several reads").isGreaterThan(5 << 20);

        transactions.close();
        LogCleaner cleaner = new LogCleaner(rig.partitions.all(), rig.loop, cleanerWork::add, rig.clock,
                new LogCleaner.Settings(1, 1 << 20, Double.MAX_VALUE, BACKOFF_MS), bugs::add);
        cleaner.start();
        rig.loop.advanceMs(BACKOFF_MS);
        for (int i = 0; i < turnsBefore; i++) {
            turn();
        }
        transactions = coordinator();
        transactions.start(ReloadDuringCompactionTest::everyMarkerIsWritten);
        CompletableFuture<Boolean> loaded = transactions.ready("any").toCompletableFuture();
        long bytesAtFirst = 0;
        long bytesAtLast = 0;
        for (int turns = 0; !loaded.isDone(); turns++) {
            assertThat(turns).isLessThan(1_000);
            turn();
            bytesAtFirst = turns == 0 ? logBytes() : bytesAtFirst;
            bytesAtLast = logBytes();
        }
        assertThat(loaded.join()).as("turns before: %d", turnsBefore).isTrue();
        for (int i = 0; i < 100; i++) {
            turn();
        }
        assertThat(bugs).isEmpty();
        assertThat(logBytes()).as("it was compacted").isLessThan(bytes / 2);

        assertThat(owners.stream().map(Owner::state)).as("turns before: %d", turnsBefore).isEqualTo(before);
        for (int i = 0; i < IDS; i++) {
            Owner owner = owners.get(i);
            long producerId = owner.producerId;
            short epoch = owner.epoch;
            boolean open = before.get(i).state() instanceof Ongoing;
            assertThat(open ? ErrorCode.NONE : owner.begin()).isEqualTo(ErrorCode.NONE);
            assertThat(owner.commit()).isEqualTo(ErrorCode.NONE);
            assertThat(owner.init()).isEqualTo(ErrorCode.NONE);
            assertThat(owner.producerId).isEqualTo(producerId);
            assertThat(owner.epoch).as("one for the end, one for the take-over").isEqualTo((short) (epoch + 2));
        }
        return bytesAtLast < bytesAtFirst;
    }

    @Test
    void ids_keep_producer_and_epoch_and_open_transactions_go_on() {
        int duringTheLoad = 0;
        for (int turnsBefore = 0; turnsBefore < 8; turnsBefore++) {
            duringTheLoad += new ReloadDuringCompactionTest().compactWhileLoading(turnsBefore) ? 1 : 0;
        }
        assertThat(duringTheLoad).as("times that the log changed under the reader").isGreaterThan(2);
    }
}
