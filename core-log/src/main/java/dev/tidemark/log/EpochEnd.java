package dev.tidemark.log;

/**
 * Where an epoch of leadership ended in this log (KIP-101, KIP-279).
 *
 * @param leaderEpoch the largest epoch of the log that is at most the one asked for; -1 if there is none
 * @param endOffset the first offset of the next epoch, or the log end offset; -1 if there is no such epoch
 */
public record EpochEnd(int leaderEpoch, long endOffset) {}
