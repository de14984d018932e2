package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for partitions of topics page by page (API 75, KIP-966).
 */
@Api(key = ApiKey.DESCRIBE_TOPIC_PARTITIONS, versions = "0", flexible = "0+")
public record DescribeTopicPartitionsRequest(
        List<TopicRequest> topics,
        @Absent("2000") int responsePartitionLimit,
        @Absent("null") @Nullable Cursor cursor) implements Request {

    /** A topic asked for. */
    public record TopicRequest(String name) {}

    /** The first partition of a page. */
    public record Cursor(String topicName, int partitionIndex) {}
}
