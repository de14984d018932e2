package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/** Asks for the producers that partitions remember, and their open transactions (API 61, KIP-664). */
@Api(key = ApiKey.DESCRIBE_PRODUCERS, versions = "0", flexible = "0+")
public record DescribeProducersRequest(
        List<TopicRequest> topics) implements Request {

    /** The partitions of one topic. */
    public record TopicRequest(String name, List<Integer> partitionIndexes) {}
}
