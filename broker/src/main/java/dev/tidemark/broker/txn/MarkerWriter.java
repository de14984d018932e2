package dev.tidemark.broker.txn;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Ends a transaction in the partitions that it wrote to, by appending a control batch to each. Called on the coordinator's loop;
 * completes there or elsewhere.
 *
 * <p>The one for data partitions never sees {@code __consumer_offsets}: the group coordinator appends those markers itself,
 * in order with the offsets they decide about.
 */
public interface MarkerWriter {

    /**
     * Appends the markers. Repeating a marker is harmless: after a restart the coordinator sends those of a prepared
     * transaction again.
     *
     * @param producerId whose transaction ends
     * @param producerEpoch the epoch to stamp; the partition refuses older ones from now on. Under the second transaction
     *     protocol, and when a time-out aborts, it is one above the epoch that wrote the records (KIP-890)
     * @param coordinatorEpoch goes into the marker; never goes back
     * @param commit whether the records count or are aborted
     * @param partitions where to write
     * @return per partition: NONE once the marker is committed (the high watermark passed it), UNKNOWN_TOPIC_OR_PARTITION if
     *     it is gone for good and nothing is left to end; any other code is tried again. An exception counts as a retriable
     *     error of all
     */
    CompletionStage<Map<TopicPartition, ErrorCode>> write(long producerId, short producerEpoch, int coordinatorEpoch,
            boolean commit, Set<TopicPartition> partitions);
}
