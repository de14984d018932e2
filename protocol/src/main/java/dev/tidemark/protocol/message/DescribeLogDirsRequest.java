package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks which partitions lie in which data folder, and how large they are; null asks for all of them (API 35).
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DESCRIBE_LOG_DIRS, versions = "1-5", flexible = "2+")
public record DescribeLogDirsRequest(
        @Nullable List<DescribableLogDirTopic> topics) implements Request {

    /** The partitions of one topic. */
    public record DescribableLogDirTopic(String topic, List<Integer> partitions) {}
}
