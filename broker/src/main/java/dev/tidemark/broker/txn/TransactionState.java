package dev.tidemark.broker.txn;

import dev.tidemark.core.id.TopicPartition;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the transaction of one transactional id is doing, with what belongs to that state alone. Immutable; the numbers are
 * those of Kafka's {@code __transaction_state}.
 *
 * <pre>
 *            first partition                     EndTxn                          markers written
 *   EMPTY ------------------> ONGOING ---------------------> PREPARE_COMMIT ------------------> COMPLETE_COMMIT
 *                              ^  |                                                                |
 *                              |  | EndTxn(abort), time-out,                     markers written   |
 *                              |  | another InitProducerId ----> PREPARE_ABORT ----------------> COMPLETE_ABORT
 *                              |                                                                   |
 *                              +-------------------------- first partition ------------------------+
 * </pre>
 */
public sealed interface TransactionState {

    /** The number in the log. */
    byte number();

    /** No transaction yet under this producer id and epoch. */
    record Empty() implements TransactionState {
        @Override
        public byte number() {
            return 0;
        }
    }

    /**
     * Partitions may be written to.
     *
     * @param startMs wall time at which the first partition was added
     */
    record Ongoing(Set<TopicPartition> partitions, long startMs) implements TransactionState {
        public Ongoing {
            partitions = inOrder(partitions);
        }

        @Override
        public byte number() {
            return 1;
        }
    }

    /** Decided: the markers may be on their way, and are sent again after a restart. */
    record PrepareCommit(Set<TopicPartition> partitions, long startMs) implements TransactionState {
        public PrepareCommit {
            partitions = inOrder(partitions);
        }

        @Override
        public byte number() {
            return 2;
        }
    }

    /** Decided the other way. */
    record PrepareAbort(Set<TopicPartition> partitions, long startMs) implements TransactionState {
        public PrepareAbort {
            partitions = inOrder(partitions);
        }

        @Override
        public byte number() {
            return 3;
        }
    }

    /** Every partition has its marker. */
    record CompleteCommit(long startMs) implements TransactionState {
        @Override
        public byte number() {
            return 4;
        }
    }

    /** Every partition has its marker. */
    record CompleteAbort(long startMs) implements TransactionState {
        @Override
        public byte number() {
            return 5;
        }
    }

    /** Kafka's name of the state, as ListTransactions and DescribeTransactions tell it. */
    default String wireName() {
        return switch (this) {
            case Empty _ -> "Empty";
            case Ongoing _ -> "Ongoing";
            case PrepareCommit _ -> "PrepareCommit";
            case PrepareAbort _ -> "PrepareAbort";
            case CompleteCommit _ -> "CompleteCommit";
            case CompleteAbort _ -> "CompleteAbort";
        };
    }

    /** The partitions that may hold records of the transaction. */
    default Set<TopicPartition> openPartitions() {
        return switch (this) {
            case Ongoing ongoing -> ongoing.partitions();
            case PrepareCommit prepared -> prepared.partitions();
            case PrepareAbort prepared -> prepared.partitions();
            case Empty _,CompleteCommit _,CompleteAbort _ -> Set.of();
        };
    }

    /** When the transaction began, or -1. */
    default long beganMs() {
        return switch (this) {
            case Empty _ -> -1L;
            case Ongoing ongoing -> ongoing.startMs();
            case PrepareCommit prepared -> prepared.startMs();
            case PrepareAbort prepared -> prepared.startMs();
            case CompleteCommit complete -> complete.startMs();
            case CompleteAbort complete -> complete.startMs();
        };
    }

    /** A copy whose order is that of names: records and markers are written in it, in every process. */
    private static Set<TopicPartition> inOrder(Set<TopicPartition> partitions) {
        // sorted, so that the next state's copy of it compares nothing
        return Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }
}
