package dev.tidemark.client.producer;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.net.Call;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one transactional id, at the versions that its cluster's transaction protocol wants: from EndTxn 5 and TxnOffsetCommit 5 on
 * a request says that its sender runs the second protocol (KIP-890). Values only.
 *
 * @param implicit whether the second protocol runs
 */
record TransactionCalls(String transactionalId, boolean implicit) {

    Call<InitProducerIdResponse> initialise(int transactionTimeoutMs, ProducerIdentity bump) {
        return Call.of(ApiKey.INIT_PRODUCER_ID, InitProducerIdResponse.class, bump.exists() ? 3 : 0, 5,
                new InitProducerIdRequest(transactionalId, transactionTimeoutMs, bump.id(), bump.epoch()));
    }

    /** Up to version 3; later ones are for brokers. */
    Call<AddPartitionsToTxnResponse> addPartitions(ProducerIdentity identity, Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> topics = new TreeMap<>();
        partitions.forEach(partition -> topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(partition.partition()));
        List<AddPartitionsToTxnRequest.AddPartitionsToTxnTopic> added = new ArrayList<>();
        topics.forEach(
                (topic, indexes) -> added.add(new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic(topic, indexes)));
        return Call.of(ApiKey.ADD_PARTITIONS_TO_TXN, AddPartitionsToTxnResponse.class, 0, 3,
                AddPartitionsToTxnRequest.builder()
                        .v3AndBelowTransactionalId(transactionalId)
                        .v3AndBelowProducerId(identity.id())
                        .v3AndBelowProducerEpoch(identity.epoch())
                        .v3AndBelowTopics(added)
                        .build());
    }

    Call<AddOffsetsToTxnResponse> addOffsets(ProducerIdentity identity, String groupId) {
        return Call.of(ApiKey.ADD_OFFSETS_TO_TXN, AddOffsetsToTxnResponse.class, 0, 4,
                new AddOffsetsToTxnRequest(transactionalId, identity.id(), identity.epoch(), groupId));
    }

    Call<TxnOffsetCommitResponse> commitOffsets(ProducerIdentity identity, GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<String, List<TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition>> topics = new TreeMap<>();
        offsets.forEach((partition, offset) -> topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(new TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition(partition.partition(), offset.offset(),
                        offset.leaderEpoch(), offset.metadata())));
        List<TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic> committed = new ArrayList<>();
        topics.forEach((topic, partitions) -> committed
                .add(new TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic(topic, KafkaUuid.ZERO, partitions)));
        TxnOffsetCommitRequest request = TxnOffsetCommitRequest.builder()
                .transactionalId(transactionalId)
                .groupId(group.groupId())
                .producerId(identity.id())
                .producerEpoch(identity.epoch())
                .generationIdOrMemberEpoch(group.generation())
                .memberId(group.memberId())
                .groupInstanceId(group.groupInstanceId())
                .topics(committed)
                .build();
        return Call.of(ApiKey.TXN_OFFSET_COMMIT, TxnOffsetCommitResponse.class, implicit ? 5 : 3, implicit ? 5 : 4,
                request);
    }

    Call<EndTxnResponse> end(ProducerIdentity identity, boolean commit) {
        return Call.of(ApiKey.END_TXN, EndTxnResponse.class, implicit ? 5 : 0, implicit ? 5 : 4,
                new EndTxnRequest(transactionalId, identity.id(), identity.epoch(), commit));
    }

    /** The first error of an answer, or NONE; OPERATION_NOT_ATTEMPTED only stands for another one beside it. */
    static ErrorCode errorOf(AddPartitionsToTxnResponse answer) {
        ErrorCode found = null;
        for (AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult topic : answer.resultsByTopicV3AndBelow()) {
            for (AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult partition : topic.resultsByPartition()) {
                found = graver(found, ErrorCode.of(partition.partitionErrorCode()));
            }
        }
        return found == null ? ErrorCode.NONE : found;
    }

    static ErrorCode errorOf(TxnOffsetCommitResponse answer) {
        ErrorCode found = null;
        for (TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic topic : answer.topics()) {
            for (TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition partition : topic.partitions()) {
                found = graver(found, ErrorCode.of(partition.errorCode()));
            }
        }
        return found == null ? ErrorCode.NONE : found;
    }

    private static @Nullable ErrorCode graver(@Nullable ErrorCode found, ErrorCode next) {
        if (next == ErrorCode.NONE) {
            return found;
        }
        boolean replaces = found == null || found == ErrorCode.OPERATION_NOT_ATTEMPTED
                || (found.retriable() && !next.retriable() && next != ErrorCode.OPERATION_NOT_ATTEMPTED);
        return replaces ? next : found;
    }
}
