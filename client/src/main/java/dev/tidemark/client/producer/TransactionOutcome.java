package dev.tidemark.client.producer;

/** How a step of a transaction ended, and thereby what may be done next. */
public sealed interface TransactionOutcome {

    /** The step happened. */
    record Done() implements TransactionOutcome {
        static final Done INSTANCE = new Done();
    }

    /**
     * Nobody knows whether the step happened: the answer never came within the step's time. Call the same step again, which
     * retries with the same producer id and epoch; or, where the producer must be given up, initialise one with the same
     * transactional id first and read the group's offsets with {@code requireStable} to learn how it ended.
     */
    record Unknown(String why) implements TransactionOutcome {}

    /** The transaction cannot commit, the producer is sound: end it with an abort. */
    record MustAbort(String error, String why) implements TransactionOutcome {}

    /** The producer's id or epoch is not valid any more and the transaction is gone: initialise again. */
    record MustInitialise(String error, String why) implements TransactionOutcome {}

    /**
     * The epoch is not the current one any more: another producer took the transactional id over, or the coordinator aborted the
     * transaction after its time-out. Only who knows that the id is its own may initialise again.
     */
    record Fenced(String error, String why) implements TransactionOutcome {}

    /** It will not work by trying again (authorisation, an unsupported broker): stop and tell. */
    record Failed(String error, String why) implements TransactionOutcome {}
}
