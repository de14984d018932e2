package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * What became of each marker.
 *
 * <ul>
 * <li>2: as 1 (KIP-1228)</li>
 * </ul>
 */
@Api(key = ApiKey.WRITE_TXN_MARKERS, versions = "1-2", flexible = "1+")
public record WriteTxnMarkersResponse(
        List<WritableTxnMarkerResult> markers) implements Response {

    /** The outcome of one marker. */
    public record WritableTxnMarkerResult(long producerId, List<WritableTxnMarkerTopicResult> topics) {}

    /** The partitions of one topic. */
    public record WritableTxnMarkerTopicResult(String name, List<WritableTxnMarkerPartitionResult> partitions) {}

    /** The outcome in one partition. */
    public record WritableTxnMarkerPartitionResult(int partitionIndex, short errorCode) {}
}
