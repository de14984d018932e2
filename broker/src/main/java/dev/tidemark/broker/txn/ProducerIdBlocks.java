package dev.tidemark.broker.txn;

import java.util.concurrent.CompletionStage;

/**
 * Hands out ranges of producer ids that nobody had before and nobody gets again, also after a crash: implemented by the
 * controller with a metadata record (Kafka's {@code ProducerIdsRecord}), committed before the stage completes. Called on the
 * control loop; its stages complete there.
 *
 * <p>Why the metadata log and not {@code __transaction_state}: every idempotent producer needs an id, and most brokers never
 * see a transaction; and a producer id must be unique in the cluster, not in one coordinator partition.
 */
public interface ProducerIdBlocks {

    /** The next block, of this length or another, as long as there is one. */
    CompletionStage<Reserved> next();

    /** What became of a reservation. */
    sealed interface Reserved {}

    /**
     * A range of producer ids.
     *
     * @param first the lowest id
     * @param count how many follow each other from it, at least 1 (Kafka: 1000)
     */
    record Block(long first, int count) implements Reserved {}

    /** Every producer id that there can be was handed out; there is no other. */
    record UsedUp() implements Reserved {}
}
