package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.NullableIn;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Per topic: deleted, or why not.
 *
 * <ul>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: TOPIC_DELETION_DISABLED</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * <li>5: adds {@code responses.errorMessage}; KIP-599</li>
 * <li>6: adds {@code responses.topicId}; ids; the name may be null (KIP-516)</li>
 * </ul>
 */
@Api(key = ApiKey.DELETE_TOPICS, versions = "1-6", flexible = "4+")
public record DeleteTopicsResponse(int throttleTimeMs, List<DeletableTopicResult> responses) implements Response {

    /** What became of one topic. */
    public record DeletableTopicResult(
            @NullableIn("6+") @Nullable String name,
            @Versions("6+") @Ignorable UUID topicId,
            short errorCode,
            @Versions("5+") @Absent("null") @Ignorable @Nullable String errorMessage) {}
}
