package dev.tidemark.client.producer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;

/** What a record's sender is told when its batch was given up. Pure. */
final class ProducerFailures {

    private ProducerFailures() {}

    static TidemarkException of(TopicPartition partition, SendResult.Failed failed, Cluster cluster) {
        String fate = failed.perhapsWritten() ? "; it may have been written all the same" : "; it was not written";
        if (failed.error() == ErrorCode.REQUEST_TIMED_OUT) {
            String last = cluster.metadata().image().leaderOf(partition) < 0 ? ", the partition has no leader" : "";
            return new TidemarkException(FailureCode.DELIVERY_TIMED_OUT, "A record was not acknowledged in time",
                    partition.toString(), failed.why() + last + fate,
                    "see why the partition's leader does not answer, or raise delivery.timeout.ms");
        }
        String remedy = failed.error() == ErrorCode.MESSAGE_TOO_LARGE
                ? "raise the topic's max.message.bytes, or lower batch.size"
                : "see the broker's log for the cause";
        FailureCode code = failed.error() == ErrorCode.MESSAGE_TOO_LARGE ? FailureCode.BATCH_INVALID
                : FailureCode.REQUEST_FAILED;
        return new TidemarkException(code, "A record was refused", partition.toString(),
                failed.error() + ": " + failed.why() + fate, remedy);
    }
}
