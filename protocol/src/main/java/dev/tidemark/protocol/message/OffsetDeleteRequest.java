package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/** Forgets stored offsets of a group, of topics that it is not subscribed to (API 47). */
@Api(key = ApiKey.OFFSET_DELETE, versions = "0", flexible = "none")
public record OffsetDeleteRequest(String groupId, List<OffsetDeleteRequestTopic> topics) implements Request {

    /** A topic. */
    public record OffsetDeleteRequestTopic(String name, List<OffsetDeleteRequestPartition> partitions) {}

    /** A partition. */
    public record OffsetDeleteRequestPartition(int partitionIndex) {}
}
