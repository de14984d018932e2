package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Per partition: whether it belongs to the transaction now.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: PRODUCER_FENCED (KIP-588)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: adds {@code errorCode}, {@code resultsByTransaction}; drops {@code resultsByTopicV3AndBelow}; many
 *     transactions at once (KIP-890)</li>
 * <li>5: TRANSACTION_ABORTABLE (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.ADD_PARTITIONS_TO_TXN, versions = "0-5", flexible = "3+")
public record AddPartitionsToTxnResponse(
        int throttleTimeMs,
        @Versions("4+") @Ignorable short errorCode,
        @Versions("4+") List<AddPartitionsToTxnResult> resultsByTransaction,
        @Versions("0-3") List<AddPartitionsToTxnTopicResult> resultsByTopicV3AndBelow) implements Response {

    /** The results of one topic. */
    public record AddPartitionsToTxnTopicResult(
            String name,
            List<AddPartitionsToTxnPartitionResult> resultsByPartition) {}

    /** The result of one partition. */
    public record AddPartitionsToTxnPartitionResult(int partitionIndex, short partitionErrorCode) {}

    /** The results of one transaction. */
    public record AddPartitionsToTxnResult(String transactionalId, List<AddPartitionsToTxnTopicResult> topicResults) {}
}
