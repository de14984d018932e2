package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for elections: of the preferred replica (0), or of any live one (1); null partitions means all (API 43).
 *
 * <ul>
 * <li>1: adds {@code electionType} (KIP-460)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ELECT_LEADERS, versions = "0-2", flexible = "2+")
public record ElectLeadersRequest(
        @Versions("1+") byte electionType,
        @Nullable List<TopicPartitions> topicPartitions,
        @Absent("60000") int timeoutMs) implements Request {

    /** The partitions of one topic. */
    public record TopicPartitions(String topic, List<Integer> partitions) {}
}
