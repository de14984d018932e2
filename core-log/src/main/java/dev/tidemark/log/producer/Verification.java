package dev.tidemark.log.producer;

/**
 * Ties an answer of the transaction coordinator to the moment it was asked for.
 *
 * @param producerId whose transaction
 * @param producerEpoch in which epoch
 * @param fromZero whether the sequences of each transaction start from zero, as under the second transaction protocol (KIP-890): then a producer that the log does
 *     not know begins with zero, and whatever else comes first is one of its later batches
 * @param number of the question, unique within the log
 */
public record Verification(long producerId, short producerEpoch, boolean fromZero, long number) {}
