package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.MemoryCoordinatorLogs;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A transaction coordinator on a loop and clock that a test moves, over logs in memory; producers act by it as scripts. */
final class TransactionWorld {

    static final int TIMEOUT_MS = 60_000;

    final ManualClock clock = new ManualClock(1_700_000_000_000L);
    final ManualLoop loop = new ManualLoop(clock);
    final Blocks blocks = new Blocks();
    MemoryCoordinatorLogs logs = new MemoryCoordinatorLogs(loop, 1);
    Partitions partitions = new Partitions();
    private final int abortIntervalMs;
    private final int addWaitMs;
    TransactionCoordinator transactions;

    /** Time-outs act at once. */
    TransactionWorld() {
        this(1);
    }

    TransactionWorld(int abortIntervalMs) {
        this(abortIntervalMs, 0);
    }

    /** @param addWaitMs how long the first write of a transaction waits for the one before */
    TransactionWorld(int abortIntervalMs, int addWaitMs) {
        this.abortIntervalMs = abortIntervalMs;
        this.addWaitMs = addWaitMs;
        this.transactions = start();
    }

    /** The data partitions as far as transactions know them: they keep every marker. */
    final class Partitions implements MarkerWriter {
        final List<String> markers = new ArrayList<>();
        private final List<Runnable> held = new ArrayList<>();
        int asked;
        boolean holding;
        ErrorCode answer = ErrorCode.NONE;

        @Override
        public CompletionStage<Map<TopicPartition, ErrorCode>> write(long producerId, short producerEpoch,
                int coordinatorEpoch, boolean commit, Set<TopicPartition> to) {
            asked++;
            CompletableFuture<Map<TopicPartition, ErrorCode>> reply = new CompletableFuture<>();
            Runnable write = () -> {
                Map<TopicPartition, ErrorCode> results = new HashMap<>();
                for (TopicPartition partition : new TreeSet<>(to)) {
                    if (answer == ErrorCode.NONE) {
                        markers.add((commit ? "commit " : "abort ") + producerId + "@" + producerEpoch + " "
                                + partition);
                    }
                    results.put(partition, answer);
                }
                reply.complete(results);
            };
            if (holding) {
                held.add(write);
            } else {
                loop.execute(write);
            }
            return reply;
        }

        void release() {
            holding = false;
            held.forEach(loop::execute);
            held.clear();
            loop.runReady();
        }
    }

    /** The controller as far as producer ids go. */
    static final class Blocks implements ProducerIdBlocks {
        long next = 1_000;
        int size = 1_000;
        boolean failing;
        boolean usedUp;

        @Override
        public CompletionStage<Reserved> next() {
            if (usedUp) {
                return CompletableFuture.completedFuture(new UsedUp());
            }
            if (failing) {
                return CompletableFuture.failedFuture(new IllegalStateException("no controller"));
            }
            Block block = new Block(next, size);
            next += size;
            return CompletableFuture.completedFuture(block);
        }
    }

    private TransactionCoordinator start() {
        TransactionCoordinator coordinator = new TransactionCoordinator(loop, clock, logs, blocks,
                new TransactionSettings(900_000, abortIntervalMs, 7 * 24 * 3_600_000L, addWaitMs));
        coordinator.start(partitions);
        return coordinator;
    }

    /** Process gone, committed batches stay; a new coordinator loads them. Markers on their way are lost. */
    void crashAndReload() {
        transactions.close();
        logs = logs.afterCrash();
        Partitions before = partitions;
        partitions = new Partitions();
        partitions.markers.addAll(before.markers);
        transactions = start();
        loop.runReady();
    }

    void ready() {
        await(transactions.ready("any"));
    }

    <T> T await(CompletionStage<T> reply) {
        loop.runReady();
        CompletableFuture<T> future = reply.toCompletableFuture();
        assertThat(future).as("the reply is there").isDone();
        return future.join();
    }

    Map<String, String> durable() {
        return await(transactions.durableState(0));
    }

    static TopicPartition partition(int index) {
        return new TopicPartition("t", index);
    }

    /** A new instance takes over the id. */
    Producer producer(String id, boolean second) {
        Producer producer = new Producer(id, second);
        assertThat(producer.init()).isEqualTo(ErrorCode.NONE);
        return producer;
    }

    /** A producer's side of the conversation. */
    final class Producer {
        final String id;
        final boolean second;
        long producerId = -1;
        short epoch = -1;

        Producer(String id, boolean second) {
            this.id = id;
            this.second = second;
        }

        /** Another one with the same credentials: whoever sends late or again what this one sent. */
        Producer asOfNow() {
            Producer copy = new Producer(id, second);
            copy.producerId = producerId;
            copy.epoch = epoch;
            return copy;
        }

        ErrorCode init() {
            return take(await(transactions.initProducer(new InitProducerId(id, TIMEOUT_MS, -1, (short) -1))));
        }

        /** Starts anew with what it had (KIP-360). */
        ErrorCode recover() {
            return take(await(transactions.initProducer(new InitProducerId(id, TIMEOUT_MS, producerId, epoch))));
        }

        ErrorCode add(int... indexes) {
            Set<TopicPartition> to = new TreeSet<>();
            for (int index : indexes) {
                to.add(partition(index));
            }
            return await(transactions.add(new AddPartitions(id, producerId, epoch, to, second)));
        }

        ErrorCode verify(int index) {
            return await(transactions.gate()
                    .admit(id, producerId, epoch, Set.of(partition(index)), TransactionGate.Mode.VERIFY))
                    .get(partition(index));
        }

        /** Asks as a partition does before the first write of a transaction. */
        CompletableFuture<ErrorCode> firstWrite(int index) {
            CompletableFuture<ErrorCode> answer = transactions.gate()
                    .admit(id, producerId, epoch, Set.of(partition(index)), TransactionGate.Mode.ADD)
                    .thenApply(answers -> answers.get(partition(index)))
                    .toCompletableFuture();
            loop.runReady();
            return answer;
        }

        CompletionStage<ProducerOutcome> sendEnd(boolean commit) {
            return transactions.end(new EndTransaction(id, producerId, epoch, commit, second));
        }

        ErrorCode commit() {
            return end(true);
        }

        ErrorCode abort() {
            return end(false);
        }

        ErrorCode end(boolean commit) {
            return take(await(sendEnd(commit)));
        }

        ErrorCode take(ProducerOutcome outcome) {
            if (outcome.error() == ErrorCode.NONE) {
                producerId = outcome.producerId();
                epoch = outcome.producerEpoch();
            }
            return outcome.error();
        }

        String credentials() {
            return producerId + "@" + epoch;
        }
    }
}
