package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.VersionRange;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records are the request and the response of an API: the list of all APIs that have messages here. Immutable, usable
 * from any thread.
 */
public final class MessageCatalog {

    /** The two messages of an API. */
    public record Messages(ApiKey key, Class<? extends Request> request, Class<? extends Response> response) {

        /** The versions of both. */
        public VersionRange versions() {
            return requestCodec().versions();
        }

        public MessageCodec<? extends Request> requestCodec() {
            return MessageCodecs.of(request);
        }

        public MessageCodec<? extends Response> responseCodec() {
            return MessageCodecs.of(response);
        }
    }

    private static final Map<ApiKey, Messages> MESSAGES = byKey(
            new Messages(ApiKey.PRODUCE, ProduceRequest.class, ProduceResponse.class),
            new Messages(ApiKey.FETCH, FetchRequest.class, FetchResponse.class),
            new Messages(ApiKey.LIST_OFFSETS, ListOffsetsRequest.class, ListOffsetsResponse.class),
            new Messages(ApiKey.METADATA, MetadataRequest.class, MetadataResponse.class),
            new Messages(ApiKey.OFFSET_COMMIT, OffsetCommitRequest.class, OffsetCommitResponse.class),
            new Messages(ApiKey.OFFSET_FETCH, OffsetFetchRequest.class, OffsetFetchResponse.class),
            new Messages(ApiKey.FIND_COORDINATOR, FindCoordinatorRequest.class, FindCoordinatorResponse.class),
            new Messages(ApiKey.JOIN_GROUP, JoinGroupRequest.class, JoinGroupResponse.class),
            new Messages(ApiKey.HEARTBEAT, HeartbeatRequest.class, HeartbeatResponse.class),
            new Messages(ApiKey.LEAVE_GROUP, LeaveGroupRequest.class, LeaveGroupResponse.class),
            new Messages(ApiKey.SYNC_GROUP, SyncGroupRequest.class, SyncGroupResponse.class),
            new Messages(ApiKey.DESCRIBE_GROUPS, DescribeGroupsRequest.class, DescribeGroupsResponse.class),
            new Messages(ApiKey.LIST_GROUPS, ListGroupsRequest.class, ListGroupsResponse.class),
            new Messages(ApiKey.API_VERSIONS, ApiVersionsRequest.class, ApiVersionsResponse.class),
            new Messages(ApiKey.CREATE_TOPICS, CreateTopicsRequest.class, CreateTopicsResponse.class),
            new Messages(ApiKey.DELETE_TOPICS, DeleteTopicsRequest.class, DeleteTopicsResponse.class),
            new Messages(ApiKey.DELETE_RECORDS, DeleteRecordsRequest.class, DeleteRecordsResponse.class),
            new Messages(ApiKey.DELETE_GROUPS, DeleteGroupsRequest.class, DeleteGroupsResponse.class),
            new Messages(ApiKey.OFFSET_DELETE, OffsetDeleteRequest.class, OffsetDeleteResponse.class),
            new Messages(ApiKey.CONSUMER_GROUP_HEARTBEAT, ConsumerGroupHeartbeatRequest.class,
                    ConsumerGroupHeartbeatResponse.class),
            new Messages(ApiKey.CONSUMER_GROUP_DESCRIBE, ConsumerGroupDescribeRequest.class,
                    ConsumerGroupDescribeResponse.class),
            new Messages(ApiKey.INIT_PRODUCER_ID, InitProducerIdRequest.class, InitProducerIdResponse.class),
            new Messages(ApiKey.OFFSET_FOR_LEADER_EPOCH, OffsetForLeaderEpochRequest.class,
                    OffsetForLeaderEpochResponse.class),
            new Messages(ApiKey.ADD_PARTITIONS_TO_TXN, AddPartitionsToTxnRequest.class,
                    AddPartitionsToTxnResponse.class),
            new Messages(ApiKey.ADD_OFFSETS_TO_TXN, AddOffsetsToTxnRequest.class, AddOffsetsToTxnResponse.class),
            new Messages(ApiKey.END_TXN, EndTxnRequest.class, EndTxnResponse.class),
            new Messages(ApiKey.TXN_OFFSET_COMMIT, TxnOffsetCommitRequest.class, TxnOffsetCommitResponse.class),
            new Messages(ApiKey.DESCRIBE_CONFIGS, DescribeConfigsRequest.class, DescribeConfigsResponse.class),
            new Messages(ApiKey.ALTER_CONFIGS, AlterConfigsRequest.class, AlterConfigsResponse.class),
            new Messages(ApiKey.INCREMENTAL_ALTER_CONFIGS, IncrementalAlterConfigsRequest.class,
                    IncrementalAlterConfigsResponse.class),
            new Messages(ApiKey.DESCRIBE_CLIENT_QUOTAS, DescribeClientQuotasRequest.class,
                    DescribeClientQuotasResponse.class),
            new Messages(ApiKey.ALTER_CLIENT_QUOTAS, AlterClientQuotasRequest.class, AlterClientQuotasResponse.class),
            new Messages(ApiKey.UPDATE_FEATURES, UpdateFeaturesRequest.class, UpdateFeaturesResponse.class),
            new Messages(ApiKey.LIST_CONFIG_RESOURCES, ListConfigResourcesRequest.class,
                    ListConfigResourcesResponse.class),
            new Messages(ApiKey.CREATE_PARTITIONS, CreatePartitionsRequest.class, CreatePartitionsResponse.class),
            new Messages(ApiKey.WRITE_TXN_MARKERS, WriteTxnMarkersRequest.class,
                    WriteTxnMarkersResponse.class),
            new Messages(ApiKey.ALTER_REPLICA_LOG_DIRS, AlterReplicaLogDirsRequest.class,
                    AlterReplicaLogDirsResponse.class),
            new Messages(ApiKey.DESCRIBE_LOG_DIRS, DescribeLogDirsRequest.class,
                    DescribeLogDirsResponse.class),
            new Messages(ApiKey.ELECT_LEADERS, ElectLeadersRequest.class,
                    ElectLeadersResponse.class),
            new Messages(ApiKey.ALTER_PARTITION_REASSIGNMENTS, AlterPartitionReassignmentsRequest.class,
                    AlterPartitionReassignmentsResponse.class),
            new Messages(ApiKey.LIST_PARTITION_REASSIGNMENTS, ListPartitionReassignmentsRequest.class,
                    ListPartitionReassignmentsResponse.class),
            new Messages(ApiKey.DESCRIBE_QUORUM, DescribeQuorumRequest.class,
                    DescribeQuorumResponse.class),
            new Messages(ApiKey.DESCRIBE_PRODUCERS, DescribeProducersRequest.class,
                    DescribeProducersResponse.class),
            new Messages(ApiKey.DESCRIBE_TRANSACTIONS, DescribeTransactionsRequest.class,
                    DescribeTransactionsResponse.class),
            new Messages(ApiKey.LIST_TRANSACTIONS, ListTransactionsRequest.class,
                    ListTransactionsResponse.class),
            new Messages(ApiKey.UNREGISTER_BROKER, UnregisterBrokerRequest.class,
                    UnregisterBrokerResponse.class),
            new Messages(ApiKey.DESCRIBE_CLUSTER, DescribeClusterRequest.class, DescribeClusterResponse.class),
            new Messages(ApiKey.DESCRIBE_TOPIC_PARTITIONS, DescribeTopicPartitionsRequest.class,
                    DescribeTopicPartitionsResponse.class));

    /** The records that travel inside messages or are stored in internal topics. */
    private static final List<Class<? extends Record>> PAYLOADS = List.of(ConsumerProtocolSubscription.class,
            ConsumerProtocolAssignment.class, OffsetCommitKey.class, OffsetCommitValue.class, GroupMetadataKey.class,
            GroupMetadataValue.class, ConsumerGroupMetadataKey.class, ConsumerGroupMetadataValue.class,
            ConsumerGroupMemberMetadataKey.class, ConsumerGroupMemberMetadataValue.class,
            ConsumerGroupTargetAssignmentMetadataKey.class, ConsumerGroupTargetAssignmentMetadataValue.class,
            ConsumerGroupTargetAssignmentMemberKey.class, ConsumerGroupTargetAssignmentMemberValue.class,
            ConsumerGroupCurrentMemberAssignmentKey.class, ConsumerGroupCurrentMemberAssignmentValue.class,
            ConsumerGroupRegularExpressionKey.class, ConsumerGroupRegularExpressionValue.class,
            TransactionLogKey.class, TransactionLogValue.class);

    private MessageCatalog() {}

    /** The APIs that have messages. */
    public static Set<ApiKey> keys() {
        return MESSAGES.keySet();
    }

    /** The messages of an API, or null if there are none here. */
    public static @Nullable Messages find(ApiKey key) {
        return MESSAGES.get(key);
    }

    /** Records that carry {@link dev.tidemark.protocol.codec.Payload}. */
    public static List<Class<? extends Record>> payloads() {
        return PAYLOADS;
    }

    /** Whether the header of such a request ends with tagged fields; false for what nobody here can read. */
    public static boolean flexibleRequest(short apiKey, short apiVersion) {
        ApiKey key = ApiKey.of(apiKey);
        Messages messages = key == null ? null : MESSAGES.get(key);
        return messages != null && messages.requestCodec().flexible(apiVersion);
    }

    private static Map<ApiKey, Messages> byKey(Messages... all) {
        Map<ApiKey, Messages> byKey = new EnumMap<>(ApiKey.class);
        for (Messages messages : all) {
            byKey.put(messages.key(), messages);
        }
        return Collections.unmodifiableMap(byKey);
    }
}
