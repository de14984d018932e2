package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Raises the partition count of topics (API 37).
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>3: THROTTLING_QUOTA_EXCEEDED may be answered (KIP-599)</li>
 * </ul>
 */
@Api(key = ApiKey.CREATE_PARTITIONS, versions = "0-3", flexible = "2+")
public record CreatePartitionsRequest(
        List<CreatePartitionsTopic> topics,
        int timeoutMs,
        boolean validateOnly) implements Request {

    /** The partition count that a topic shall have. */
    public record CreatePartitionsTopic(
            String name,
            int count,
            @Nullable List<CreatePartitionsAssignment> assignments) {}

    /** Where one new partition shall live. */
    public record CreatePartitionsAssignment(List<Integer> brokerIds) {}
}
