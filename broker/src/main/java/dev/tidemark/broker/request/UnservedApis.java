package dev.tidemark.broker.request;

import dev.tidemark.protocol.ApiKey;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why some of Kafka's APIs are not served: they are absent from ApiVersions, and a client that calls one all the same is disconnected. */
public final class UnservedApis {

    private static final Map<ApiKey, String> REASONS = reasons();

    private UnservedApis() {}

    /** Why an API is not served; null if no reason is known, as of one that is served. */
    public static @Nullable String reason(ApiKey key) {
        return REASONS.get(key);
    }

    private static Map<ApiKey, String> reasons() {
        Map<ApiKey, String> reasons = new EnumMap<>(ApiKey.class);
        put(reasons, "gone from Apache Kafka 4, which has no ZooKeeper", ApiKey.LEADER_AND_ISR, ApiKey.STOP_REPLICA,
                ApiKey.UPDATE_METADATA, ApiKey.CONTROLLED_SHUTDOWN);
        put(reasons, "listeners are PLAINTEXT: nobody authenticates", ApiKey.SASL_HANDSHAKE, ApiKey.SASL_AUTHENTICATE,
                ApiKey.DESCRIBE_USER_SCRAM_CREDENTIALS, ApiKey.ALTER_USER_SCRAM_CREDENTIALS,
                ApiKey.CREATE_DELEGATION_TOKEN, ApiKey.RENEW_DELEGATION_TOKEN, ApiKey.EXPIRE_DELEGATION_TOKEN,
                ApiKey.DESCRIBE_DELEGATION_TOKEN);
        put(reasons, "nobody authenticates, so there is nobody to authorize", ApiKey.DESCRIBE_ACLS, ApiKey.CREATE_ACLS,
                ApiKey.DELETE_ACLS);
        put(reasons, "between the brokers and controllers of Kafka; a single node has nobody to talk to",
                ApiKey.VOTE, ApiKey.BEGIN_QUORUM_EPOCH, ApiKey.END_QUORUM_EPOCH,
                ApiKey.ALTER_PARTITION, ApiKey.ENVELOPE, ApiKey.FETCH_SNAPSHOT, ApiKey.BROKER_REGISTRATION,
                ApiKey.BROKER_HEARTBEAT, ApiKey.ALLOCATE_PRODUCER_IDS, ApiKey.CONTROLLER_REGISTRATION,
                ApiKey.ASSIGN_REPLICAS_TO_DIRS, ApiKey.UPDATE_RAFT_VOTER);
        put(reasons, "the only node cannot leave its cluster, and no other can join", ApiKey.UNREGISTER_CONTROLLER,
                ApiKey.ADD_RAFT_VOTER, ApiKey.REMOVE_RAFT_VOTER);
        put(reasons, "nothing here collects metrics of clients; Kafka hides these too unless a plug-in does (KIP-714)",
                ApiKey.GET_TELEMETRY_SUBSCRIPTIONS, ApiKey.PUSH_TELEMETRY);
        put(reasons, "share groups are not served", ApiKey.SHARE_GROUP_HEARTBEAT, ApiKey.SHARE_GROUP_DESCRIBE,
                ApiKey.SHARE_FETCH, ApiKey.SHARE_ACKNOWLEDGE, ApiKey.INITIALIZE_SHARE_GROUP_STATE,
                ApiKey.READ_SHARE_GROUP_STATE, ApiKey.WRITE_SHARE_GROUP_STATE, ApiKey.DELETE_SHARE_GROUP_STATE,
                ApiKey.READ_SHARE_GROUP_STATE_SUMMARY, ApiKey.DESCRIBE_SHARE_GROUP_OFFSETS,
                ApiKey.ALTER_SHARE_GROUP_OFFSETS, ApiKey.DELETE_SHARE_GROUP_OFFSETS);
        put(reasons, "streams groups are not served; Kafka Streams runs on consumer groups",
                ApiKey.STREAMS_GROUP_HEARTBEAT, ApiKey.STREAMS_GROUP_DESCRIBE,
                ApiKey.STREAMS_GROUP_TOPOLOGY_DESCRIPTION_UPDATE);
        return Collections.unmodifiableMap(reasons);
    }

    private static void put(Map<ApiKey, String> reasons, String reason, ApiKey... keys) {
        for (ApiKey key : keys) {
            reasons.put(key, reason);
        }
    }
}
