package dev.tidemark.log.producer;

/**
 * Ties an answer of the transaction coordinator to the moment it was asked for.
 *
 * @param producerId whose transaction
 * @param producerEpoch in which epoch
 * @param number of the question, unique within the log
 */
public record Verification(long producerId, short producerEpoch, long number) {}
