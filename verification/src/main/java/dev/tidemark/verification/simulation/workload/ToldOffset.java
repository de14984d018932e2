package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.id.TopicPartition;

/**
 * The position that a group has committed in a partition, as somebody was told it.
 *
 * @param offset {@link #NONE} if the answer was that there is none
 * @param askedNanos virtual time
 * @param toldNanos likewise
 */
public record ToldOffset(TopicPartition partition, long offset, long askedNanos, long toldNanos) {

    public static final long NONE = -1;
}
