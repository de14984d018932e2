package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group stores offsets, outside a transaction. The reply says per partition how it went.
 *
 * @param groupId the group
 * @param generation the member's generation or epoch, or -1 from one that manages its partitions itself
 * @param memberId who it is, or empty
 * @param instanceId its static name, if it has one
 * @param knowsEpochs whether the client may be a member of the consumer protocol (version 9)
 * @param offsets what to store
 */
public record OffsetsToCommit(String groupId, int generation, String memberId, @Nullable String instanceId,
        boolean knowsEpochs, Map<TopicPartition, OffsetToCommit> offsets)
        implements
            Command<GroupShard, Map<TopicPartition, ErrorCode>, GroupRecord> {

    public OffsetsToCommit {
        offsets = new LinkedHashMap<>(offsets);
    }

    /**
     * One offset as it is asked for.
     *
     * @param expireTimestampMs when it expires, or -1 for the broker's rule
     */
    public record OffsetToCommit(long offset, int leaderEpoch, @Nullable String metadata, long expireTimestampMs) {

        CommittedOffset at(long nowMs) {
            return new CommittedOffset(offset, leaderEpoch, metadata == null ? "" : metadata, nowMs,
                    expireTimestampMs);
        }
    }

    @Override
    public Decision<Map<TopicPartition, ErrorCode>, GroupRecord> decide(GroupShard shard) {
        CommitRight right = CommitRight.plain(shard, this);
        if (right.error() != ErrorCode.NONE) {
            return Decision.reply(all(offsets, right.error()));
        }
        Map<TopicPartition, ErrorCode> results = new LinkedHashMap<>();
        List<GroupRecord> records = records(shard, groupId, offsets, right, results);
        return Decision.append(records, results);
    }

    /** The records of the offsets that may be stored; adds a result for each offset. */
    static List<GroupRecord> records(GroupShard shard, String groupId, Map<TopicPartition, OffsetToCommit> offsets,
            CommitRight right, Map<TopicPartition, ErrorCode> results) {
        List<GroupRecord> records = new ArrayList<>(offsets.size());
        long nowMs = shard.nowMs();
        offsets.forEach((partition, offset) -> {
            String metadata = offset.metadata();
            ErrorCode error = right.ofPartition().apply(partition);
            if (error != ErrorCode.NONE) {
                results.put(partition, error);
            } else if (metadata != null && metadata.getBytes(StandardCharsets.UTF_8).length > shard.settings()
                    .offsetMetadataBytesMax()) {
                results.put(partition, ErrorCode.OFFSET_METADATA_TOO_LARGE);
            } else {
                results.put(partition, ErrorCode.NONE);
                records.add(new GroupRecord.OffsetCommitted(groupId, partition.topic(), partition.partition(),
                        offset.at(nowMs)));
            }
        });
        return records;
    }

    /** The same result for every offset. */
    static Map<TopicPartition, ErrorCode> all(Map<TopicPartition, OffsetToCommit> offsets, ErrorCode error) {
        Map<TopicPartition, ErrorCode> results = new LinkedHashMap<>();
        offsets.keySet().forEach(partition -> results.put(partition, error));
        return results;
    }
}
