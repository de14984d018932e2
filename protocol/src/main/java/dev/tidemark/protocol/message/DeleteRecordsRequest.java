package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * Moves the log start of partitions forward; offset -1 means the high watermark (API 21).
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.DELETE_RECORDS, versions = "0-2", flexible = "2+")
public record DeleteRecordsRequest(List<DeleteRecordsTopic> topics, int timeoutMs) implements Request {

    /** The partitions of one topic. */
    public record DeleteRecordsTopic(String name, List<DeleteRecordsPartition> partitions) {}

    /** The first offset to keep in one partition. */
    public record DeleteRecordsPartition(int partitionIndex, long offset) {}
}
