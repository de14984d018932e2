package dev.tidemark.broker.txn;

/** One fact of {@code __transaction_state}; {@link TransactionRecordCodec} writes them in Kafka's layout. */
public sealed interface TransactionRecord {

    /** What a transactional id is from here on. */
    record Saved(Transaction transaction) implements TransactionRecord {}

    /** A transactional id is forgotten. */
    record Forgotten(String transactionalId) implements TransactionRecord {}
}
