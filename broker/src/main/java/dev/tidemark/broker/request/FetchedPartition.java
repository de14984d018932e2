package dev.tidemark.broker.request;

import dev.tidemark.broker.request.FetchRound.PartitionRead;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import java.util.UUID;

/**
 * One partition that a client fetches, and, in a session, what it was last told about it. Confined to the loop of the
 * client's connection.
 */
final class FetchedPartition {

    /** Identity inside a request or session. By id from version 13 on, by name before; the other one is empty or zero. */
    record Key(String topic, UUID topicId, int partition) {}

    private final Key key;
    private FetchPartition wanted;
    private long toldHighWatermark = -1;
    private long toldLogStartOffset = -1;

    FetchedPartition(Key key, FetchPartition wanted) {
        this.key = key;
        this.wanted = wanted;
    }

    Key key() {
        return key;
    }

    /** From where, and how much. */
    FetchPartition wanted() {
        return wanted;
    }

    void want(FetchPartition changed) {
        this.wanted = changed;
    }

    /** Whether an incremental answer has to mention this: data, an error, or a bound that the client does not know. */
    boolean isNews(PartitionRead read) {
        return read.bytes() > 0 || read.failed() || read.highWatermark() != toldHighWatermark
                || read.logStartOffset() != toldLogStartOffset;
    }

    /** The client is being told this. An error is told again each time. */
    void told(PartitionRead read) {
        toldHighWatermark = read.failed() ? -1 : read.highWatermark();
        toldLogStartOffset = read.failed() ? -1 : read.logStartOffset();
    }
}
