package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Append;
import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A producer stores a group's offsets inside its transaction. They count once the marker commits it.
 *
 * <p>{@code ticket} closes the gap between asking the transaction coordinator and deciding here: a marker that came in between
 * has torn it, so no offset is ever appended behind the end of its own transaction, where it would belong to the next one or
 * to none.
 *
 * @param groupId the group
 * @param generation the member's generation, or -1 (a producer that does not say)
 * @param memberId who it is, or empty
 * @param instanceId its static name, if it has one
 * @param ticket taken before the transaction coordinator was asked
 * @param offsets what to store
 */
record OffsetsInTransaction(String groupId, int generation, String memberId, @Nullable String instanceId,
        TransactionTickets.Ticket ticket, Map<TopicPartition, OffsetToCommit> offsets)
        implements
            Command<GroupShard, Map<TopicPartition, ErrorCode>, GroupRecord> {

    OffsetsInTransaction {
        offsets = new LinkedHashMap<>(offsets);
    }

    @Override
    public Decision<Map<TopicPartition, ErrorCode>, GroupRecord> decide(GroupShard shard) {
        CommitRight right = CommitRight.inTransaction(shard, this);
        if (right.error() != ErrorCode.NONE) {
            return Decision.reply(OffsetsToCommit.all(offsets, right.error()));
        }
        Map<TopicPartition, ErrorCode> results = new LinkedHashMap<>();
        List<GroupRecord> records = OffsetsToCommit.records(shard, groupId, offsets, right, results);
        if (records.isEmpty()) {
            return Decision.reply(results);
        }
        return Decision.append(new Append.InTransaction<>(ticket.producerId(), ticket.producerEpoch(), records),
                results);
    }
}
