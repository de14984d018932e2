package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * Asks for the state of the metadata quorum (API 55, KIP-595).
 *
 * <ul>
 * <li>1: as 0; more in the response (KIP-836)</li>
 * <li>2: as 1; more in the response (KIP-853)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_QUORUM, versions = "0-2", flexible = "0+")
public record DescribeQuorumRequest(
        List<TopicData> topics) implements Request {

    /** The partitions of one topic. */
    public record TopicData(String topicName, List<PartitionData> partitions) {}

    /** One partition. */
    public record PartitionData(int partitionIndex) {}
}
