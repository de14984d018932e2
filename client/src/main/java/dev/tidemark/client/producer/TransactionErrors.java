package dev.tidemark.client.producer;

import dev.tidemark.client.producer.TransactionStep.Verdict;
import dev.tidemark.protocol.ErrorCode;

/** What an error of a transaction's requests means for the transaction. Pure. */
final class TransactionErrors {

    private TransactionErrors() {}

    /** The outcome that an error other than NONE settles, or another attempt. */
    static Verdict judge(ErrorCode error, String step) {
        String why = step + ": " + error.message();
        return switch (error) {
            case CONCURRENT_TRANSACTIONS, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR,
                    UNKNOWN_TOPIC_OR_PARTITION, REQUEST_TIMED_OUT ->
                new Verdict.Again(why);
            default -> error.retriable() ? new Verdict.Again(why) // the rest is judged by its class: brokers may add errors
                    : new Verdict.Settled(settled(error, why));
        };
    }

    /** The outcome of an error that trying again does not help. */
    static TransactionOutcome settled(ErrorCode error, String why) {
        return switch (error) {
            case PRODUCER_FENCED, INVALID_PRODUCER_EPOCH -> new TransactionOutcome.Fenced(error.name(), why);
            case INVALID_TXN_STATE, INVALID_PRODUCER_ID_MAPPING, UNKNOWN_PRODUCER_ID ->
                new TransactionOutcome.MustInitialise(
                        error.name(), why);
            case TRANSACTIONAL_ID_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED, UNSUPPORTED_VERSION,
                    INVALID_TRANSACTION_TIMEOUT, UNSUPPORTED_FOR_MESSAGE_FORMAT ->
                new TransactionOutcome.Failed(
                        error.name(), why);
            default -> new TransactionOutcome.MustAbort(error.name(), why); // the producer is sound, this transaction is not
        };
    }
}
