package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * The new log start offset of each partition.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DELETE_RECORDS, versions = "0-2", flexible = "2+")
public record DeleteRecordsResponse(int throttleTimeMs, List<DeleteRecordsTopicResult> topics) implements Response {

    /** The results of one topic. */
    public record DeleteRecordsTopicResult(String name, List<DeleteRecordsPartitionResult> partitions) {}

    /** The result of one partition. */
    public record DeleteRecordsPartitionResult(
            int partitionIndex,
            long lowWatermark,
            short errorCode) {}
}
