package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes topics by name or id (API 20).
 *
 * <ul>
 * <li>3: TOPIC_DELETION_DISABLED may be answered</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * <li>5: error messages and THROTTLING_QUOTA_EXCEEDED (KIP-599)</li>
 * <li>6: adds {@code topics}; drops {@code topicNames}; by id too (KIP-516)</li>
 * </ul>
 */
@Api(key = ApiKey.DELETE_TOPICS, versions = "1-6", flexible = "4+")
public record DeleteTopicsRequest(
        @Versions("6+") List<DeleteTopicState> topics,
        @Versions("1-5") @Ignorable List<String> topicNames,
        int timeoutMs) implements Request {

    /** A topic to delete, by name or by id. */
    public record DeleteTopicState(@Absent("null") @Nullable String name, UUID topicId) {}
}
