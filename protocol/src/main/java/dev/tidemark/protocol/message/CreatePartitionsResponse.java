package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Per topic: raised, or why not.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>3: THROTTLING_QUOTA_EXCEEDED (KIP-599)</li>
 * </ul>
 */
@Api(key = ApiKey.CREATE_PARTITIONS, versions = "0-3", flexible = "2+")
public record CreatePartitionsResponse(
        int throttleTimeMs,
        List<CreatePartitionsTopicResult> results) implements Response {

    /** What became of one topic. */
    public record CreatePartitionsTopicResult(
            String name,
            short errorCode,
            @Absent("null") @Nullable String errorMessage) {}
}
