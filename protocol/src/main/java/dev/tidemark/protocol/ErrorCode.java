package dev.tidemark.protocol;

import java.util.Arrays;

/**
 * The errors of the wire protocol: a number that travels, whether the same request may succeed later, and a sentence for
 * logs and terminals. The numbers and names are Kafka's, so that any client understands them.
 */
public enum ErrorCode {
    UNKNOWN_SERVER_ERROR(-1, false, "Unexpected failure in the broker; its log has the cause."),
    NONE(0, false, "No error."),
    OFFSET_OUT_OF_RANGE(1, false, "The offset lies outside the partition's log."),
    CORRUPT_MESSAGE(2, true, "The batch failed its checksum or is not well formed."),
    UNKNOWN_TOPIC_OR_PARTITION(3, true, "This broker does not host the topic or partition."),
    INVALID_FETCH_SIZE(4, false, "The fetch size is not valid."),
    LEADER_NOT_AVAILABLE(5, true, "The partition has no leader at the moment."),
    NOT_LEADER_OR_FOLLOWER(6, true, "This broker neither leads nor follows the partition."),
    REQUEST_TIMED_OUT(7, true, "The time allowed for the request ran out."),
    BROKER_NOT_AVAILABLE(8, false, "The broker is not available."),
    REPLICA_NOT_AVAILABLE(9, true, "The replica is not available."),
    MESSAGE_TOO_LARGE(10, false, "A batch is larger than the topic allows (max.message.bytes)."),
    STALE_CONTROLLER_EPOCH(11, false, "The controller has moved."),
    OFFSET_METADATA_TOO_LARGE(12, false, "The metadata stored with an offset is too long."),
    NETWORK_EXCEPTION(13, true, "The connection closed before an answer came."),
    COORDINATOR_LOAD_IN_PROGRESS(14, true, "The coordinator is still loading its state."),
    COORDINATOR_NOT_AVAILABLE(15, true, "The coordinator is not available."),
    NOT_COORDINATOR(16, true, "This broker does not coordinate the group or transactional id."),
    INVALID_TOPIC_EXCEPTION(17, false, "The topic's name is not allowed."),
    RECORD_LIST_TOO_LARGE(18, false, "A batch is larger than a segment of the log."),
    NOT_ENOUGH_REPLICAS(19, true, "Fewer replicas are in sync than min.insync.replicas asks for; nothing was written."),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(20, true,
            "The batch was written, but by fewer replicas than min.insync.replicas asks for."),
    INVALID_REQUIRED_ACKS(21, false, "acks must be 0, 1 or -1."),
    ILLEGAL_GENERATION(22, false, "The generation is not the group's current one."),
    INCONSISTENT_GROUP_PROTOCOL(23, false, "The member speaks no protocol that the rest of the group speaks."),
    INVALID_GROUP_ID(24, false, "The group id is not allowed."),
    UNKNOWN_MEMBER_ID(25, false, "The coordinator does not know the member."),
    INVALID_SESSION_TIMEOUT(26, false, "The session time-out lies outside the broker's limits."),
    REBALANCE_IN_PROGRESS(27, false, "The group is rebalancing; join again."),
    INVALID_COMMIT_OFFSET_SIZE(28, false, "The offsets to store are too large."),
    TOPIC_AUTHORIZATION_FAILED(29, false, "Not allowed on the topic."),
    GROUP_AUTHORIZATION_FAILED(30, false, "Not allowed on the group."),
    CLUSTER_AUTHORIZATION_FAILED(31, false, "Not allowed on the cluster."),
    INVALID_TIMESTAMP(32, false, "A record's timestamp lies too far from the broker's clock."),
    UNSUPPORTED_SASL_MECHANISM(33, false, "The broker does not offer this SASL mechanism."),
    ILLEGAL_SASL_STATE(34, false, "The request does not fit the state of the SASL exchange."),
    UNSUPPORTED_VERSION(35, false, "The broker does not serve this API at this version."),
    TOPIC_ALREADY_EXISTS(36, false, "The topic exists already."),
    INVALID_PARTITIONS(37, false, "The partition count is not valid."),
    INVALID_REPLICATION_FACTOR(38, false, "The replication factor is below 1 or above the number of brokers."),
    INVALID_REPLICA_ASSIGNMENT(39, false, "The replica assignment is not valid."),
    INVALID_CONFIG(40, false, "A setting has an invalid value."),
    NOT_CONTROLLER(41, true, "This node is not the controller."),
    INVALID_REQUEST(42, false, "The request contradicts itself or breaks a rule of its API."),
    UNSUPPORTED_FOR_MESSAGE_FORMAT(43, false, "The log's message format does not support the request."),
    POLICY_VIOLATION(44, false, "The request violates a policy of the cluster."),
    OUT_OF_ORDER_SEQUENCE_NUMBER(45, false, "A batch's sequence number leaves a gap."),
    DUPLICATE_SEQUENCE_NUMBER(46, false, "The batch was written before; its offset is no longer known."),
    INVALID_PRODUCER_EPOCH(47, false, "The producer's epoch is an old one."),
    INVALID_TXN_STATE(48, false, "The transaction is not in a state that allows this."),
    INVALID_PRODUCER_ID_MAPPING(49, false, "The producer id is not the one that the transactional id holds."),
    INVALID_TRANSACTION_TIMEOUT(50, false, "The transaction time-out exceeds transaction.max.timeout.ms."),
    CONCURRENT_TRANSACTIONS(51, true, "The transaction's former step is still being completed."),
    TRANSACTION_COORDINATOR_FENCED(52, false, "The coordinator that wrote this marker has been replaced."),
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED(53, false, "Not allowed on the transactional id."),
    SECURITY_DISABLED(54, false, "Security is not enabled on this cluster."),
    OPERATION_NOT_ATTEMPTED(55, false, "Not attempted, since another part of the same request failed."),
    KAFKA_STORAGE_ERROR(56, true, "The disk of the log failed."),
    LOG_DIR_NOT_FOUND(57, false, "The broker has no such log directory."),
    SASL_AUTHENTICATION_FAILED(58, false, "The credentials were refused."),
    UNKNOWN_PRODUCER_ID(59, false, "The broker holds no state of the producer id."),
    REASSIGNMENT_IN_PROGRESS(60, false, "The partition is being reassigned."),
    DELEGATION_TOKEN_AUTH_DISABLED(61, false, "Delegation tokens are not enabled."),
    DELEGATION_TOKEN_NOT_FOUND(62, false, "There is no such delegation token."),
    DELEGATION_TOKEN_OWNER_MISMATCH(63, false, "The principal neither owns nor may renew the token."),
    DELEGATION_TOKEN_REQUEST_NOT_ALLOWED(64, false, "Delegation tokens cannot be requested over this connection."),
    DELEGATION_TOKEN_AUTHORIZATION_FAILED(65, false, "Not allowed on the delegation token."),
    DELEGATION_TOKEN_EXPIRED(66, false, "The delegation token has expired."),
    INVALID_PRINCIPAL_TYPE(67, false, "The principal's type is not supported."),
    NON_EMPTY_GROUP(68, false, "The group still has members."),
    GROUP_ID_NOT_FOUND(69, false, "There is no such group."),
    FETCH_SESSION_ID_NOT_FOUND(70, true, "The fetch session does not exist, or no longer."),
    INVALID_FETCH_SESSION_EPOCH(71, true, "The fetch session's epoch is not the expected one."),
    LISTENER_NOT_FOUND(72, true, "The leader has no listener of the name that the request came in by."),
    TOPIC_DELETION_DISABLED(73, false, "Deletion of topics is switched off (delete.topic.enable)."),
    FENCED_LEADER_EPOCH(74, true, "The leader epoch of the request is older than the broker's."),
    UNKNOWN_LEADER_EPOCH(75, true, "The leader epoch of the request is newer than the broker's."),
    UNSUPPORTED_COMPRESSION_TYPE(76, false, "The client's fetch version cannot carry the partition's compression."),
    STALE_BROKER_EPOCH(77, false, "The broker's epoch has changed."),
    OFFSET_NOT_AVAILABLE(78, true, "The leader is new and its high watermark not yet known."),
    MEMBER_ID_REQUIRED(79, false, "Join again with the member id given in the answer."),
    PREFERRED_LEADER_NOT_AVAILABLE(80, true, "The preferred leader is not available."),
    GROUP_MAX_SIZE_REACHED(81, false, "The group is full (group.max.size)."),
    FENCED_INSTANCE_ID(82, false, "Another consumer took over the group instance id."),
    ELIGIBLE_LEADERS_NOT_AVAILABLE(83, true, "No replica may become leader."),
    ELECTION_NOT_NEEDED(84, true, "The partition already has the leader asked for."),
    NO_REASSIGNMENT_IN_PROGRESS(85, false, "The partition is not being reassigned."),
    GROUP_SUBSCRIBED_TO_TOPIC(86, false, "The group is subscribed to the topic; its offsets cannot be deleted."),
    INVALID_RECORD(87, false, "A record breaks a rule of its topic."),
    UNSTABLE_OFFSET_COMMIT(88, true, "The offset belongs to a transaction that has not ended."),
    THROTTLING_QUOTA_EXCEEDED(89, true, "The quota is used up; try later."),
    PRODUCER_FENCED(90, false, "The transactional id is now used by a newer producer."),
    RESOURCE_NOT_FOUND(91, false, "The request names a resource that does not exist."),
    DUPLICATE_RESOURCE(92, false, "The request names a resource twice."),
    UNACCEPTABLE_CREDENTIAL(93, false, "The credential is not strong enough."),
    INCONSISTENT_VOTER_SET(94, false, "The sender or receiver is not among the expected voters."),
    INVALID_UPDATE_VERSION(95, false, "The version of the update is not valid."),
    FEATURE_UPDATE_FAILED(96, false, "The features could not be changed."),
    PRINCIPAL_DESERIALIZATION_FAILURE(97, false, "The forwarded principal cannot be read."),
    SNAPSHOT_NOT_FOUND(98, false, "There is no such snapshot."),
    POSITION_OUT_OF_RANGE(99, false, "The position lies outside the snapshot."),
    UNKNOWN_TOPIC_ID(100, true, "This broker hosts no topic of this id."),
    DUPLICATE_BROKER_REGISTRATION(101, false, "Another broker uses this id."),
    BROKER_ID_NOT_REGISTERED(102, false, "No broker of this id is registered."),
    INCONSISTENT_TOPIC_ID(103, true, "The log belongs to another topic id."),
    INCONSISTENT_CLUSTER_ID(104, false, "The request is meant for another cluster."),
    TRANSACTIONAL_ID_NOT_FOUND(105, false, "There is no such transactional id."),
    FETCH_SESSION_TOPIC_ID_ERROR(106, true, "The fetch session mixes topic names and ids."),
    INELIGIBLE_REPLICA(107, false, "A replica named for the ISR may not be in it."),
    NEW_LEADER_ELECTED(108, false, "The partition was changed, but another leader was elected."),
    OFFSET_MOVED_TO_TIERED_STORAGE(109, false, "The offset has moved to tiered storage."),
    FENCED_MEMBER_EPOCH(110, false, "The member's epoch is fenced; give up all partitions and join again."),
    UNRELEASED_INSTANCE_ID(111, false, "The instance id is still held by a member that has not left."),
    UNSUPPORTED_ASSIGNOR(112, false, "The group supports no such assignor."),
    STALE_MEMBER_EPOCH(113, false, "The member's epoch is old; heartbeat, then try again."),
    MISMATCHED_ENDPOINT_TYPE(114, false, "The request went to the wrong kind of endpoint."),
    UNSUPPORTED_ENDPOINT_TYPE(115, false, "Endpoints of this type are not supported."),
    UNKNOWN_CONTROLLER_ID(116, false, "There is no such controller."),
    UNKNOWN_SUBSCRIPTION_ID(117, false, "The telemetry subscription is not a current one."),
    TELEMETRY_TOO_LARGE(118, false, "The telemetry pushed is too large."),
    INVALID_REGISTRATION(119, false, "The registration is not valid."),
    TRANSACTION_ABORTABLE(120, false, "The transaction cannot go on and must be aborted."),
    INVALID_RECORD_STATE(121, false, "The record is not in a state that allows this."),
    SHARE_SESSION_NOT_FOUND(122, true, "The share session does not exist, or no longer."),
    INVALID_SHARE_SESSION_EPOCH(123, true, "The share session's epoch is not the expected one."),
    FENCED_STATE_EPOCH(124, false, "The state's epoch is not the expected one."),
    INVALID_VOTER_KEY(125, false, "The voter's key is not the replica's."),
    DUPLICATE_VOTER(126, false, "The voter is already in the voter set."),
    VOTER_NOT_FOUND(127, false, "The voter is not in the voter set."),
    INVALID_REGULAR_EXPRESSION(128, false, "The regular expression is not valid."),
    REBOOTSTRAP_REQUIRED(129, false,
            "What the client knows of the cluster is too old; start from the bootstrap servers again."),
    STREAMS_INVALID_TOPOLOGY(130, false, "The topology is not valid."),
    STREAMS_INVALID_TOPOLOGY_EPOCH(131, false, "The topology's epoch is not valid."),
    STREAMS_TOPOLOGY_FENCED(132, false, "The topology's epoch is an old one."),
    SHARE_SESSION_LIMIT_REACHED(133, true, "The broker can hold no more share sessions."),
    GROUP_DELETION_FAILED(134, false, "The group could not be deleted; its own message has the cause."),
    STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED(135, false, "The topology description could not be processed."),
    CONTROLLER_ID_NOT_REGISTERED(136, false, "No controller of this id is registered.");

    private static final ErrorCode[] BY_CODE = byCode();

    private final short code;
    private final boolean retriable;
    private final String message;

    ErrorCode(int code, boolean retriable, String message) {
        this.code = (short) code;
        this.retriable = retriable;
        this.message = message;
    }

    /** The error of a number; a number from the future reads as {@link #UNKNOWN_SERVER_ERROR}. */
    public static ErrorCode of(short code) {
        if (code < 0 || code >= BY_CODE.length) {
            return UNKNOWN_SERVER_ERROR;
        }
        return BY_CODE[code];
    }

    /** What travels. */
    public short code() {
        return code;
    }

    /** Whether the same request may succeed if sent again later, perhaps elsewhere after a look at fresh metadata. */
    public boolean retriable() {
        return retriable;
    }

    /** One sentence for people. */
    public String message() {
        return message;
    }

    private static ErrorCode[] byCode() {
        int last = 0;
        for (ErrorCode error : values()) {
            last = Math.max(last, error.code);
        }
        ErrorCode[] table = new ErrorCode[last + 1];
        Arrays.fill(table, UNKNOWN_SERVER_ERROR);
        for (ErrorCode error : values()) {
            if (error.code >= 0) {
                table[error.code] = error;
            }
        }
        return table;
    }
}
