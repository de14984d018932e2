package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import java.util.List;

/** Per partition: forgotten, or why not; or one error for the group. */
@Api(key = ApiKey.OFFSET_DELETE, versions = "0", flexible = "none")
public record OffsetDeleteResponse(short errorCode, @Ignorable int throttleTimeMs,
        List<OffsetDeleteResponseTopic> topics) implements Response {

    /** A topic. */
    public record OffsetDeleteResponseTopic(String name, List<OffsetDeleteResponsePartition> partitions) {}

    /** A partition. */
    public record OffsetDeleteResponsePartition(int partitionIndex, short errorCode) {}
}
