package dev.tidemark.broker.partition;

import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.producer.Verification;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the first write of each transaction to a partition until its coordinator has admitted it (KIP-890), and the
 * producer's writes behind it, so that they stay in order. Confined to the loop of its {@link PartitionLoop}.
 */
final class Admissions {

    private record Writer(LedPartition partition, long producerId) {}

    private record Asked(PartitionAppend append, @Nullable Verification verification) {}

    private final PartitionLoop owner;
    private final TransactionGate gate;
    /** The writers that an answer is awaited for, each with what it wrote since. */
    private final Map<Writer, ArrayDeque<PartitionAppend>> held = new HashMap<>();

    Admissions(PartitionLoop owner, TransactionGate gate) {
        this.owner = owner;
        this.gate = gate;
    }

    /** Whether the transaction is open in the partition already, and nothing of its producer waits in front. */
    boolean admittedBefore(PartitionAppend append) {
        TransactionalWrite write = writeOf(append);
        return !held.containsKey(writer(append)) && !append.partition().opensTransaction(write);
    }

    /** Queues the append if an earlier one of the producer waits for its answer. */
    private boolean queuedBehindOther(PartitionAppend append) {
        ArrayDeque<PartitionAppend> queue = held.get(writer(append));
        if (queue == null) {
            return false;
        }
        queue.add(append);
        return true;
    }

    /**
     * Asks the coordinator for all of them at once, but for those behind an earlier one. They are of one request, so by rights of one producer; nothing
     * but the batches says whose they are, though, and each has to be admitted for its own.
     */
    void ask(List<PartitionAppend> appends) {
        Map<TransactionalWrite, Map<TopicPartition, Asked>> asked = new LinkedHashMap<>();
        for (PartitionAppend append : appends) {
            if (!queuedBehindOther(append)) {
                held.put(writer(append), new ArrayDeque<>());
                TransactionalWrite write = writeOf(append);
                asked.computeIfAbsent(write, first -> new LinkedHashMap<>())
                        .put(append.partition().name(),
                                new Asked(append, append.partition().beginVerification(append, write)));
            }
        }
        asked.forEach(this::ask);
    }

    private void ask(TransactionalWrite write, Map<TopicPartition, Asked> asked) {
        gate.admit(write.transactionalId(), write.producerId(), write.producerEpoch(), asked.keySet(), write.mode())
                .whenComplete((answers, failure) -> owner.loop().executeOrRun(() -> {
                    Map<TopicPartition, ErrorCode> errors = failure == null ? answers : Map.of();
                    asked.forEach((name, one) -> answered(one,
                            errors.getOrDefault(name, ErrorCode.COORDINATOR_NOT_AVAILABLE)));
                }));
    }

    private void answered(Asked asked, ErrorCode error) {
        PartitionAppend append = asked.append;
        if (error == ErrorCode.NONE && askedTooEarly(asked)) {
            TransactionalWrite write = writeOf(append);
            ask(write, Map.of(append.partition().name(),
                    new Asked(append, append.partition().beginVerification(append, write))));
            return;
        }
        ArrayDeque<PartitionAppend> behind = held.remove(writer(append));
        if (error == ErrorCode.NONE) {
            append.partition().append(append, asked.verification);
        } else {
            append.finish(refusal(error, writeOf(append).mode()));
        }
        if (behind != null) {
            for (PartitionAppend next = behind.poll(); next != null; next = behind.poll()) {
                owner.append(List.of(next)); // goes straight through now, or asks anew and holds the rest
            }
        }
    }

    /**
     * Whether the last transaction's marker came while the coordinator, which waits for all of them, was asked: the same answer, had the write been a
     * little later, would let it pass. Under the second protocol alone, where the epoch says which transaction the write means: whoever is late by a
     * whole transaction gets another answer now. Under the first it could join the next.
     */
    private static boolean askedTooEarly(Asked asked) {
        Verification verification = asked.verification;
        PartitionAppend append = asked.append;
        TransactionalWrite write = writeOf(append);
        return verification != null && write.mode() == TransactionGate.Mode.ADD && !append.done()
                && append.partition().opensTransaction(write) && append.partition().outdated(verification);
    }

    /**
     * What a producer is told. Clients of the first protocol take some of the coordinator's errors for fatal although they
     * pass; Kafka tells them NOT_ENOUGH_REPLICAS, which they retry without looking at metadata, and so do we.
     */
    private static ProduceOutcome refusal(ErrorCode error, TransactionGate.Mode mode) {
        ErrorCode told = switch (error) {
            case NETWORK_EXCEPTION, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                ErrorCode.NOT_ENOUGH_REPLICAS;
            case CONCURRENT_TRANSACTIONS -> mode == TransactionGate.Mode.ADD ? error : ErrorCode.NOT_ENOUGH_REPLICAS;
            case PRODUCER_FENCED -> ErrorCode.INVALID_PRODUCER_EPOCH;
            default -> error;
        };
        return ProduceOutcome.refused(told, "the transaction's coordinator answered " + error + ": " + error.message());
    }

    private static Writer writer(PartitionAppend append) {
        return new Writer(append.partition(), writeOf(append).producerId());
    }

    private static TransactionalWrite writeOf(PartitionAppend append) {
        return Invariants.present(append.transaction(), "the transaction of a write");
    }
}
