package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Looks up offsets by timestamp; negative timestamps name special positions: -1 the end, -2 the start, -3 the
 * largest timestamp (API 2).
 *
 * <ul>
 * <li>2: adds {@code isolationLevel}; read_committed looks no further than the last stable offset (KIP-98)</li>
 * <li>4: adds {@code topics.partitions.currentLeaderEpoch}; fencing by leader epoch (KIP-320)</li>
 * <li>6: first flexible version (compact lengths, tagged fields)</li>
 * <li>7: timestamp -3, the record with the largest timestamp (KIP-734)</li>
 * <li>8: timestamp -4, the earliest local offset (KIP-405)</li>
 * <li>9: timestamp -5, the last tiered offset (KIP-1005)</li>
 * <li>10: adds {@code timeoutMs}; a deadline for remote look-ups (KIP-1075)</li>
 * <li>11: timestamp -6, the earliest offset not yet uploaded (KIP-1023)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_OFFSETS, versions = "1-11", flexible = "6+")
public record ListOffsetsRequest(
        int replicaId,
        @Versions("2+") byte isolationLevel,
        List<ListOffsetsTopic> topics,
        @Versions("10+") @Ignorable int timeoutMs) implements Request {

    /** The partitions of one topic. */
    public record ListOffsetsTopic(String name, List<ListOffsetsPartition> partitions) {}

    /** The timestamp to look up in one partition. */
    public record ListOffsetsPartition(
            int partitionIndex,
            @Versions("4+") @Absent("-1") @Ignorable int currentLeaderEpoch,
            long timestamp) {}
}
