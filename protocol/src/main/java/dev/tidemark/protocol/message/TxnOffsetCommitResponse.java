package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import java.util.UUID;

/**
 * Per partition: whether the offset is pending on the transaction's end.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>3: first flexible version (compact lengths, tagged fields); ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID,
 *     FENCED_INSTANCE_ID (KIP-447)</li>
 * <li>4: TRANSACTION_ABORTABLE (KIP-890)</li>
 * <li>6: adds {@code topics.topicId}; drops {@code topics.name}; topics by id only</li>
 * </ul>
 */
@Api(key = ApiKey.TXN_OFFSET_COMMIT, versions = "0-6", flexible = "3+")
public record TxnOffsetCommitResponse(
        int throttleTimeMs,
        List<TxnOffsetCommitResponseTopic> topics) implements Response {

    /** The results of one topic. */
    public record TxnOffsetCommitResponseTopic(
            @Versions("0-5") @Ignorable String name,
            @Versions("6+") @Ignorable UUID topicId,
            List<TxnOffsetCommitResponsePartition> partitions) {}

    /** The result of one partition. */
    public record TxnOffsetCommitResponsePartition(int partitionIndex, short errorCode) {}
}
