package dev.tidemark.client.admin;

import dev.tidemark.core.id.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has records in a partition and no end.
 *
 * @param startOffset of its first record there
 * @param lastWriteMs the timestamp of its producer's latest batch there
 * @param coordinatorEpoch of the marker that ended the producer's transaction before, or -1
 * @param known what a coordinator knows of this producer, or null if none does
 */
public record OpenTransaction(TopicPartition partition, long producerId, short producerEpoch, long startOffset,
        long lastWriteMs, int coordinatorEpoch, @Nullable TransactionDescription known) {

    /**
     * Whether nobody will end it: no coordinator knows the producer, or it holds its transaction for ended, or for one without this
     * partition. It has to be aborted by hand.
     */
    public boolean hanging() {
        return known == null || !known.partitions().contains(partition);
    }

    /** When it began, as far as is known: by its coordinator's clock, else its latest write. */
    public long sinceMs() {
        return known == null || hanging() ? lastWriteMs : known.startMs();
    }
}
