package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Tagged;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value of a consumer group's member: what it asks for.
 *
 * @param classicMemberMetadata null unless the member speaks the classic protocol
 */
@Payload(versions = "0", flexible = "0+")
public record ConsumerGroupMemberMetadataValue(
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        List<String> subscribedTopicNames,
        @Nullable String subscribedTopicRegex,
        @Absent("-1") int rebalanceTimeoutMs,
        @Nullable String serverAssignor,
        @Tagged(0) @Nullable ClassicMemberMetadata classicMemberMetadata) {

    /** What a member of the classic protocol said beyond that. */
    public record ClassicMemberMetadata(int sessionTimeoutMs, List<ClassicProtocol> supportedProtocols) {}

    /** An assignor of a member of the classic protocol. */
    public record ClassicProtocol(String name, ByteBuffer metadata) {}
}
