package dev.tidemark.core.config;

import static dev.tidemark.core.config.ConfigScope.BROKER;
import static dev.tidemark.core.config.KeyRow.flag;
import static dev.tidemark.core.config.KeyRow.int32;
import static dev.tidemark.core.config.KeyRow.int64;
import static dev.tidemark.core.config.KeyRow.list;
import static dev.tidemark.core.config.KeyRow.oneOf;
import static dev.tidemark.core.config.KeyRow.text;

import java.util.List;

/** The keys of a broker that are not defaults of a topic key ({@link TopicKeys} holds those). Kafka's names and defaults. */
public final class BrokerKeys {

    private static final Allowed ANY = new Allowed.Any();
    private static final Allowed NOT_EMPTY = new Allowed.NotEmpty();

    // who and where
    public static final ConfigKey<Integer> NODE_ID = int32(BROKER, "node.id", 1, 0,
            "This node's number in the cluster.")
            .orBy("broker.id");
    public static final ConfigKey<List<String>> PROCESS_ROLES = list(BROKER, "process.roles",
            List.of("broker", "controller"),
            new Allowed.OneOf(List.of("broker", "controller")), "What this process does. One node does both.");
    public static final ConfigKey<List<String>> LISTENERS = list(BROKER, "listeners",
            List.of("PLAINTEXT://127.0.0.1:9092"), NOT_EMPTY,
            "Addresses to listen at, as NAME://HOST:PORT; port 0 takes a free one. No host means all interfaces, which needs --insecure-listen.");
    public static final ConfigKey<List<String>> ADVERTISED_LISTENERS = list(BROKER, "advertised.listeners", null,
            NOT_EMPTY,
            "Addresses told to clients, as NAME://HOST:PORT; if not set, those that were bound, as literal IP addresses.");
    public static final ConfigKey<List<String>> LISTENER_SECURITY_PROTOCOL_MAP = list(BROKER,
            "listener.security.protocol.map",
            List.of("SASL_SSL:SASL_SSL", "PLAINTEXT:PLAINTEXT", "SSL:SSL", "SASL_PLAINTEXT:SASL_PLAINTEXT"), ANY,
            "Security protocol of each listener name, as NAME:PROTOCOL. Served: PLAINTEXT.");
    public static final ConfigKey<String> INTER_BROKER_LISTENER_NAME = text(BROKER, "inter.broker.listener.name", null,
            "Listener that the brokers of a cluster use among themselves; a single node has no other broker to reach.");
    public static final ConfigKey<List<String>> CONTROLLER_LISTENER_NAMES = list(BROKER, "controller.listener.names",
            List.of(), ANY,
            "Listeners kept for the controllers of a cluster. A single node has no need of one and does not open it.");
    public static final ConfigKey<List<String>> CONTROLLER_QUORUM_VOTERS = list(BROKER, "controller.quorum.voters",
            List.of(), ANY,
            "The controllers, as ID@HOST:PORT. At most this node itself.");
    public static final ConfigKey<List<String>> CONTROLLER_QUORUM_BOOTSTRAP_SERVERS = list(BROKER,
            "controller.quorum.bootstrap.servers",
            List.of(), ANY, "Where to find the controllers. At most this node itself.");
    public static final ConfigKey<List<String>> LOG_DIRS = list(BROKER, "log.dirs", List.of("/tmp/tidemark-logs"),
            NOT_EMPTY,
            "Folders that hold the logs, a folder a partition.").orBy("log.dir");

    // network
    public static final ConfigKey<Integer> SOCKET_REQUEST_MAX_BYTES = int32(BROKER, "socket.request.max.bytes",
            104_857_600, 1,
            "Largest request; a longer one closes its connection before memory is taken for it.");
    public static final ConfigKey<Long> CONNECTIONS_MAX_IDLE_MS = int64(BROKER, "connections.max.idle.ms", 600_000L, -1,
            "Time after which an idle connection is closed.");
    public static final ConfigKey<Long> REQUEST_STALL_MS = int64(BROKER, "tidemark.request.stall.ms", 30_000L, 1,
            "Time after which a connection is closed that has begun a request and brings next to nothing of the rest (less than 16 KiB).");
    public static final ConfigKey<Long> QUEUED_MAX_REQUEST_BYTES = int64(BROKER, "queued.max.request.bytes", -1L, -1,
            "Bytes that requests of all connections may hold, with the objects that they are decoded to; above them connections are not read from. -1 stands for a quarter of the heap.");
    public static final ConfigKey<Integer> MAX_CONNECTIONS = int32(BROKER, "max.connections", Integer.MAX_VALUE, 0,
            "Most connections at a time, over all listeners; a connection above is closed at once.");
    public static final ConfigKey<Integer> MAX_CONNECTIONS_PER_IP = int32(BROKER, "max.connections.per.ip",
            Integer.MAX_VALUE, 0, "Most connections at a time from one address; a connection above is closed at once.");
    public static final ConfigKey<List<String>> MAX_CONNECTIONS_PER_IP_OVERRIDES = list(BROKER,
            "max.connections.per.ip.overrides", List.of(), ANY,
            "Other bounds for some addresses, as ADDRESS:COUNT, instead of max.connections.per.ip.");
    public static final ConfigKey<Integer> NUM_NETWORK_THREADS = int32(BROKER, "num.network.threads", null, 1,
            "Threads that serve connections and partitions; if not set, half the processors, at least one.");

    // topics
    public static final ConfigKey<Boolean> AUTO_CREATE_TOPICS_ENABLE = flag(BROKER, "auto.create.topics.enable", true,
            "Whether a client's question for a topic's metadata may create it.");
    public static final ConfigKey<Integer> NUM_PARTITIONS = int32(BROKER, "num.partitions", 1, 1,
            "Partitions of a topic created without a number.");
    public static final ConfigKey<Integer> DEFAULT_REPLICATION_FACTOR = int32(BROKER, "default.replication.factor", 1,
            1, Short.MAX_VALUE,
            "Replicas of a topic created without a number.");
    public static final ConfigKey<Long> LOG_RETENTION_CHECK_INTERVAL_MS = int64(BROKER,
            "log.retention.check.interval.ms", 300_000L, 1,
            "How often logs are looked at for retention.");

    public static final ConfigKey<Integer> NUM_RECOVERY_THREADS_PER_DATA_DIR = int32(BROKER,
            "num.recovery.threads.per.data.dir", 2, 1,
            "Threads per data folder that open its logs at start, and read them again after a crash.");

    // compaction
    public static final ConfigKey<Boolean> LOG_CLEANER_ENABLE = flag(BROKER, "log.cleaner.enable", true,
            "Whether logs with cleanup.policy=compact are compacted; the broker's own, of offsets and transactions, are too.");
    public static final ConfigKey<Integer> LOG_CLEANER_THREADS = int32(BROKER, "log.cleaner.threads", 1, 1,
            "Threads that compact logs, a log each.");
    public static final ConfigKey<Long> LOG_CLEANER_DEDUPE_BUFFER_SIZE = int64(BROKER,
            "log.cleaner.dedupe.buffer.size", 134_217_728L, 1_048_576,
            "Memory for the keys of the logs that are being compacted, shared by the threads; taken only as far as a round has keys, 32 bytes each.");
    public static final ConfigKey<Double> LOG_CLEANER_IO_MAX_BYTES_PER_SECOND = KeyRow.fraction(BROKER,
            "log.cleaner.io.max.bytes.per.second", Double.MAX_VALUE, 1, Double.MAX_VALUE,
            "Bytes of log that compaction goes through in a second at most, reading and writing together.");
    public static final ConfigKey<Long> LOG_CLEANER_BACKOFF_MS = int64(BROKER, "log.cleaner.backoff.ms", 15_000L, 0,
            "How long compaction rests when no log is dirty enough.");

    // fetch
    public static final ConfigKey<Integer> FETCH_MAX_BYTES = int32(BROKER, "fetch.max.bytes", 57_671_680, 1_024,
            "Most bytes that a fetch answers with, whatever the client asks for; a first batch is always sent whole.");
    public static final ConfigKey<Integer> FETCH_SESSION_CACHE_SLOTS = int32(BROKER,
            "max.incremental.fetch.session.cache.slots", 1_000, 0,
            "Fetch sessions that the broker keeps.");

    // groups
    public static final ConfigKey<Integer> GROUP_INITIAL_REBALANCE_DELAY_MS = int32(BROKER,
            "group.initial.rebalance.delay.ms", 3_000, 0,
            "How long an empty group waits for more members before its first rebalance.");
    public static final ConfigKey<Integer> GROUP_MIN_SESSION_TIMEOUT_MS = int32(BROKER, "group.min.session.timeout.ms",
            6_000, 1,
            "Shortest session time-out that a member may ask for.");
    public static final ConfigKey<Integer> GROUP_MAX_SESSION_TIMEOUT_MS = int32(BROKER, "group.max.session.timeout.ms",
            1_800_000, 1,
            "Longest session time-out that a member may ask for.");
    public static final ConfigKey<Integer> GROUP_MAX_SIZE = int32(BROKER, "group.max.size", Integer.MAX_VALUE, 1,
            "Most members of a group.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_SESSION_TIMEOUT_MS = int32(BROKER,
            "group.consumer.session.timeout.ms", 45_000, 1,
            "Silence after which a member of the consumer group protocol is out; from group.consumer.min.session.timeout.ms to group.consumer.max.session.timeout.ms.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS = int32(BROKER,
            "group.consumer.min.session.timeout.ms", 45_000, 1,
            "Shortest session time-out, for the broker and for single groups.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS = int32(BROKER,
            "group.consumer.max.session.timeout.ms", 60_000, 1,
            "Longest session time-out, likewise.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS = int32(BROKER,
            "group.consumer.heartbeat.interval.ms", 5_000, 1,
            "Time between heartbeats that members of the consumer group protocol are told; from group.consumer.min.heartbeat.interval.ms to group.consumer.max.heartbeat.interval.ms, and less than group.consumer.session.timeout.ms.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS = int32(BROKER,
            "group.consumer.min.heartbeat.interval.ms", 5_000, 1,
            "Shortest heartbeat interval, for the broker and for single groups.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS = int32(BROKER,
            "group.consumer.max.heartbeat.interval.ms", 15_000, 1,
            "Longest heartbeat interval, likewise.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS = int32(BROKER,
            "group.consumer.assignment.interval.ms", 1_000, 0,
            "Least time between two assignments of a group of the consumer protocol; changes of its members that come meanwhile are taken together. From group.consumer.min.assignment.interval.ms to group.consumer.max.assignment.interval.ms.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS = int32(BROKER,
            "group.consumer.min.assignment.interval.ms", 0, 0,
            "Shortest assignment interval, for the broker and for single groups.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS = int32(BROKER,
            "group.consumer.max.assignment.interval.ms", 15_000, 0,
            "Longest assignment interval, likewise.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS = int32(BROKER,
            "group.consumer.regex.refresh.interval.ms", 600_000, 10_000,
            "Longest time between two looks for the topics that match a pattern of a consumer group. When topics came or went since the last look, ten seconds are enough.");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_SIZE = int32(BROKER, "group.consumer.max.size",
            Integer.MAX_VALUE, 1,
            "Most members of a group of the consumer protocol.");
    public static final ConfigKey<List<String>> GROUP_CONSUMER_ASSIGNORS = list(BROKER, "group.consumer.assignors",
            List.of("uniform", "range"), new Allowed.OneOf(List.of("uniform", "range")),
            "Server-side assignors of the consumer group protocol; the first is for groups whose members prefer none.");
    public static final ConfigKey<String> GROUP_CONSUMER_MIGRATION_POLICY = oneOf(BROKER,
            "group.consumer.migration.policy", "bidirectional",
            List.of("disabled", "upgrade", "downgrade", "bidirectional"),
            "Which way a group may change between the classic and the consumer protocol while it has members.");
    public static final ConfigKey<Integer> OFFSET_METADATA_MAX_BYTES = int32(BROKER, "offset.metadata.max.bytes", 4_096,
            0,
            "Longest text that may be stored with a committed offset.");
    public static final ConfigKey<Integer> OFFSETS_TOPIC_NUM_PARTITIONS = int32(BROKER, "offsets.topic.num.partitions",
            50, 1,
            "Partitions of __consumer_offsets, fixed when it is created.");
    public static final ConfigKey<Integer> OFFSETS_TOPIC_REPLICATION_FACTOR = int32(BROKER,
            "offsets.topic.replication.factor", 3, 1,
            Short.MAX_VALUE, "Replicas of __consumer_offsets; no more than there are brokers when it is created.");
    public static final ConfigKey<Integer> OFFSETS_TOPIC_SEGMENT_BYTES = int32(BROKER, "offsets.topic.segment.bytes",
            104_857_600,
            1_048_576, "Segment size of __consumer_offsets.");
    public static final ConfigKey<Integer> OFFSETS_RETENTION_MINUTES = int32(BROKER, "offsets.retention.minutes",
            10_080, 1,
            "How long committed offsets of an empty group are kept.");
    public static final ConfigKey<Long> OFFSETS_RETENTION_CHECK_INTERVAL_MS = int64(BROKER,
            "offsets.retention.check.interval.ms",
            600_000L, 1, "How often committed offsets are looked at for expiry.");

    // transactions
    public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_NUM_PARTITIONS = int32(BROKER,
            "transaction.state.log.num.partitions", 50,
            1, "Partitions of __transaction_state, fixed when it is created.");
    public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_REPLICATION_FACTOR = int32(BROKER,
            "transaction.state.log.replication.factor", 3, 1, Short.MAX_VALUE,
            "Replicas of __transaction_state; no more than there are brokers when it is created.");
    public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_MIN_ISR = int32(BROKER,
            "transaction.state.log.min.isr", 2, 1,
            "min.insync.replicas of __transaction_state; no more than its replicas.");
    public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_SEGMENT_BYTES = int32(BROKER,
            "transaction.state.log.segment.bytes",
            104_857_600, 1_048_576, "Segment size of __transaction_state.");
    public static final ConfigKey<Integer> TRANSACTION_MAX_TIMEOUT_MS = int32(BROKER, "transaction.max.timeout.ms",
            900_000, 1,
            "Longest transaction time-out that a producer may ask for.");
    public static final ConfigKey<Integer> TRANSACTION_ABORT_INTERVAL_MS = int32(BROKER,
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", 10_000, 1,
            "Time between two rounds that abort transactions past their time-out.");
    public static final ConfigKey<Integer> ADD_PARTITIONS_TO_TXN_WAIT_MS = int32(BROKER,
            "add.partitions.to.txn.retry.backoff.max.ms", 100, 0,
            "How long the first write of a transaction waits for the one before to be complete, until its producer is told to come again.");
    public static final ConfigKey<Integer> TRANSACTIONAL_ID_EXPIRATION_MS = int32(BROKER,
            "transactional.id.expiration.ms", 604_800_000, 1,
            "How long an unused transactional id is remembered.");
    public static final ConfigKey<Integer> PRODUCER_ID_EXPIRATION_MS = int32(BROKER, "producer.id.expiration.ms",
            86_400_000, 1,
            "How long a partition remembers an idle producer.");

    // quotas (KIP-13, KIP-599)
    public static final ConfigKey<Integer> QUOTA_WINDOW_NUM = int32(BROKER, "quota.window.num", 11, 2,
            "Windows over which the byte rates, request times and connection rates of clients are averaged.");
    public static final ConfigKey<Integer> QUOTA_WINDOW_SIZE_SECONDS = int32(BROKER, "quota.window.size.seconds", 1, 1,
            "Length of such a window.");
    public static final ConfigKey<Integer> CONTROLLER_QUOTA_WINDOW_NUM = int32(BROKER, "controller.quota.window.num",
            11, 2, "Windows whose sum of allowed changes of topics a client may use up at once.");
    public static final ConfigKey<Integer> CONTROLLER_QUOTA_WINDOW_SIZE_SECONDS = int32(BROKER,
            "controller.quota.window.size.seconds", 1, 1, "Length of such a window.");
    public static final ConfigKey<Long> LEADER_REPLICATION_THROTTLED_RATE = int64(BROKER,
            "leader.replication.throttled.rate", Long.MAX_VALUE, 0,
            "Kept and shown, for tools that move replicas; a single node has none to send to.");
    public static final ConfigKey<Long> FOLLOWER_REPLICATION_THROTTLED_RATE = int64(BROKER,
            "follower.replication.throttled.rate", Long.MAX_VALUE, 0,
            "Kept and shown, for tools that move replicas; a single node has none to read from.");

    // ours
    public static final ConfigKey<String> FLUSH = oneOf(BROKER, "tidemark.flush", "group", List.of("group", "os"),
            "Default of the topic key of that name. group = a record counts as written after a shared flush to disk, os = once it is in the page cache.");
    public static final ConfigKey<Integer> DISK_FULL_PERCENT = int32(BROKER, "tidemark.disk.full.percent", 95, 1, 100,
            "Use of the data folder's file system from which on writes are refused; reads go on.");

    /** All of them, in the order of the reference. */
    static final List<ConfigKey<?>> ALL = List.of(NODE_ID, PROCESS_ROLES, LISTENERS, ADVERTISED_LISTENERS,
            LISTENER_SECURITY_PROTOCOL_MAP,
            INTER_BROKER_LISTENER_NAME, CONTROLLER_LISTENER_NAMES, CONTROLLER_QUORUM_VOTERS,
            CONTROLLER_QUORUM_BOOTSTRAP_SERVERS, LOG_DIRS,
            SOCKET_REQUEST_MAX_BYTES, CONNECTIONS_MAX_IDLE_MS,
            REQUEST_STALL_MS, QUEUED_MAX_REQUEST_BYTES, MAX_CONNECTIONS, MAX_CONNECTIONS_PER_IP,
            MAX_CONNECTIONS_PER_IP_OVERRIDES, NUM_NETWORK_THREADS,
            AUTO_CREATE_TOPICS_ENABLE, NUM_PARTITIONS, DEFAULT_REPLICATION_FACTOR, LOG_RETENTION_CHECK_INTERVAL_MS,
            NUM_RECOVERY_THREADS_PER_DATA_DIR, LOG_CLEANER_ENABLE, LOG_CLEANER_THREADS, LOG_CLEANER_DEDUPE_BUFFER_SIZE,
            LOG_CLEANER_IO_MAX_BYTES_PER_SECOND, LOG_CLEANER_BACKOFF_MS,
            FETCH_MAX_BYTES,
            FETCH_SESSION_CACHE_SLOTS, GROUP_INITIAL_REBALANCE_DELAY_MS, GROUP_MIN_SESSION_TIMEOUT_MS,
            GROUP_MAX_SESSION_TIMEOUT_MS,
            GROUP_MAX_SIZE, GROUP_CONSUMER_SESSION_TIMEOUT_MS, GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS,
            GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS, GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
            GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS, GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS,
            GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS, GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS,
            GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS, GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS,
            GROUP_CONSUMER_MAX_SIZE, GROUP_CONSUMER_ASSIGNORS, GROUP_CONSUMER_MIGRATION_POLICY,
            OFFSET_METADATA_MAX_BYTES, OFFSETS_TOPIC_NUM_PARTITIONS, OFFSETS_TOPIC_REPLICATION_FACTOR,
            OFFSETS_TOPIC_SEGMENT_BYTES, OFFSETS_RETENTION_MINUTES, OFFSETS_RETENTION_CHECK_INTERVAL_MS,
            TRANSACTION_STATE_LOG_NUM_PARTITIONS, TRANSACTION_STATE_LOG_REPLICATION_FACTOR,
            TRANSACTION_STATE_LOG_MIN_ISR,
            TRANSACTION_STATE_LOG_SEGMENT_BYTES, TRANSACTION_MAX_TIMEOUT_MS,
            TRANSACTION_ABORT_INTERVAL_MS,
            ADD_PARTITIONS_TO_TXN_WAIT_MS, TRANSACTIONAL_ID_EXPIRATION_MS, PRODUCER_ID_EXPIRATION_MS, QUOTA_WINDOW_NUM,
            QUOTA_WINDOW_SIZE_SECONDS,
            CONTROLLER_QUOTA_WINDOW_NUM, CONTROLLER_QUOTA_WINDOW_SIZE_SECONDS, LEADER_REPLICATION_THROTTLED_RATE,
            FOLLOWER_REPLICATION_THROTTLED_RATE, FLUSH,
            DISK_FULL_PERCENT);

    private BrokerKeys() {}
}
