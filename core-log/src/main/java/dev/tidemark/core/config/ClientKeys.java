package dev.tidemark.core.config;

import static dev.tidemark.core.config.ConfigScope.CLIENT;
import static dev.tidemark.core.config.KeyRow.flag;
import static dev.tidemark.core.config.KeyRow.int32;
import static dev.tidemark.core.config.KeyRow.int64;
import static dev.tidemark.core.config.KeyRow.oneOf;
import static dev.tidemark.core.config.KeyRow.text;

import java.util.List;

/** The keys of our producer, consumer and admin client. Kafka's names and defaults. */
public final class ClientKeys {

    public static final ConfigKey<List<String>> BOOTSTRAP_SERVERS = KeyRow.list(CLIENT, "bootstrap.servers",
            List.of("127.0.0.1:9092"),
            new Allowed.NotEmpty(), "Where the cluster is found, as HOST:PORT.");
    public static final ConfigKey<String> CLIENT_ID = text(CLIENT, "client.id", "",
            "Name under which the broker knows this client.");
    public static final ConfigKey<Integer> REQUEST_TIMEOUT_MS = int32(CLIENT, "request.timeout.ms", 30_000, 0,
            "How long an answer is waited for.");
    public static final ConfigKey<Integer> DEFAULT_API_TIMEOUT_MS = int32(CLIENT, "default.api.timeout.ms", 60_000, 0,
            "How long a call that asks the cluster something tries before it fails.");
    public static final ConfigKey<Long> METADATA_MAX_AGE_MS = int64(CLIENT, "metadata.max.age.ms", 300_000L, 0,
            "Age at which what is known of topics is asked again.");
    public static final ConfigKey<Integer> RETRIES = int32(CLIENT, "retries", Integer.MAX_VALUE, 0,
            "How often a failed send is tried again.");
    public static final ConfigKey<Long> RETRY_BACKOFF_MS = int64(CLIENT, "retry.backoff.ms", 100L, 0,
            "Pause before the first retry.");
    public static final ConfigKey<Long> RETRY_BACKOFF_MAX_MS = int64(CLIENT, "retry.backoff.max.ms", 1_000L, 0,
            "Longest pause before a retry.");
    public static final ConfigKey<Long> RECONNECT_BACKOFF_MS = int64(CLIENT, "reconnect.backoff.ms", 50L, 0,
            "Pause before the first attempt to connect again.");
    public static final ConfigKey<Long> RECONNECT_BACKOFF_MAX_MS = int64(CLIENT, "reconnect.backoff.max.ms", 1_000L, 0,
            "Longest pause before an attempt to connect again.");
    public static final ConfigKey<String> ACKS = oneOf(CLIENT, "acks", "all", List.of("all", "-1", "0", "1"),
            "Whose acknowledgement a write waits for.");
    public static final ConfigKey<Integer> DELIVERY_TIMEOUT_MS = int32(CLIENT, "delivery.timeout.ms", 120_000, 0,
            "Time within which a record is acknowledged or reported as failed.");
    public static final ConfigKey<Integer> MAX_IN_FLIGHT = int32(CLIENT, "max.in.flight.requests.per.connection", 5, 1,
            "Unanswered writes on a connection.");
    public static final ConfigKey<Boolean> ENABLE_IDEMPOTENCE = flag(CLIENT, "enable.idempotence", true,
            "Whether retries are kept from writing twice.");
    public static final ConfigKey<Long> BUFFER_MEMORY = int64(CLIENT, "buffer.memory", 33_554_432L, 0,
            "Memory for unsent records.");
    public static final ConfigKey<Long> MAX_BLOCK_MS = int64(CLIENT, "max.block.ms", 60_000L, 0,
            "How long a send waits for memory or metadata.");
    public static final ConfigKey<Integer> BATCH_SIZE = int32(CLIENT, "batch.size", 16_384, 0,
            "Target size of a batch.");
    public static final ConfigKey<Long> LINGER_MS = int64(CLIENT, "linger.ms", 5L, 0,
            "How long a batch waits for more records.");
    public static final ConfigKey<Integer> MAX_REQUEST_SIZE = int32(CLIENT, "max.request.size", 1_048_576, 0,
            "Largest write.");
    public static final ConfigKey<String> COMPRESSION_TYPE = oneOf(CLIENT, "compression.type", "none",
            List.of("none", "gzip", "snappy", "lz4", "zstd"), "How batches are compressed.");
    public static final ConfigKey<String> TRANSACTIONAL_ID = text(CLIENT, "transactional.id", null,
            "The producer's name in transactions; makes it transactional.");
    public static final ConfigKey<Integer> TRANSACTION_TIMEOUT_MS = int32(CLIENT, "transaction.timeout.ms", 60_000, 0,
            "Time after which the coordinator aborts an open transaction.");
    public static final ConfigKey<String> GROUP_ID = text(CLIENT, "group.id", null, "The consumer's group.");
    public static final ConfigKey<String> GROUP_INSTANCE_ID = text(CLIENT, "group.instance.id", null,
            "The consumer's name in its group across restarts: static membership.");
    public static final ConfigKey<Integer> SESSION_TIMEOUT_MS = int32(CLIENT, "session.timeout.ms", 45_000, 0,
            "Silence after which a member has left its group.");
    public static final ConfigKey<Integer> HEARTBEAT_INTERVAL_MS = int32(CLIENT, "heartbeat.interval.ms", 3_000, 0,
            "Time between heartbeats.");
    public static final ConfigKey<List<String>> PARTITION_ASSIGNMENT_STRATEGY = KeyRow.list(CLIENT,
            "partition.assignment.strategy", List.of("range", "cooperative-sticky"),
            new Allowed.OneOf(List.of("range", "roundrobin", "cooperative-sticky")),
            "How the group shares partitions out, most wanted first.");
    public static final ConfigKey<Integer> MAX_POLL_INTERVAL_MS = int32(CLIENT, "max.poll.interval.ms", 300_000, 1,
            "Time between polls after which a member leaves its group.");
    public static final ConfigKey<Integer> MAX_POLL_RECORDS = int32(CLIENT, "max.poll.records", 500, 1,
            "Most records of a poll.");
    public static final ConfigKey<Boolean> ENABLE_AUTO_COMMIT = flag(CLIENT, "enable.auto.commit", true,
            "Whether positions are committed in the background.");
    public static final ConfigKey<Integer> AUTO_COMMIT_INTERVAL_MS = int32(CLIENT, "auto.commit.interval.ms", 5_000, 0,
            "Time between background commits.");
    public static final ConfigKey<String> AUTO_OFFSET_RESET = oneOf(CLIENT, "auto.offset.reset", "latest",
            List.of("latest", "earliest", "none"), "Where to start without a committed offset.");
    public static final ConfigKey<String> ISOLATION_LEVEL = oneOf(CLIENT, "isolation.level", "read_uncommitted",
            List.of("read_uncommitted", "read_committed"),
            "Whether records of open and aborted transactions are seen.");
    public static final ConfigKey<Integer> FETCH_MIN_BYTES = int32(CLIENT, "fetch.min.bytes", 1, 0,
            "Bytes that a fetch waits for.");
    public static final ConfigKey<Integer> FETCH_MAX_WAIT_MS = int32(CLIENT, "fetch.max.wait.ms", 500, 0,
            "How long a fetch waits for them.");
    public static final ConfigKey<Integer> FETCH_MAX_BYTES = int32(CLIENT, "fetch.max.bytes", 52_428_800, 0,
            "Most bytes of a fetch.");
    public static final ConfigKey<Integer> MAX_PARTITION_FETCH_BYTES = int32(CLIENT, "max.partition.fetch.bytes",
            1_048_576, 0,
            "Most bytes of a fetch from one partition.");

    static final List<ConfigKey<?>> ALL = List.of(BOOTSTRAP_SERVERS, CLIENT_ID, REQUEST_TIMEOUT_MS,
            DEFAULT_API_TIMEOUT_MS,
            METADATA_MAX_AGE_MS,
            RETRIES,
            RETRY_BACKOFF_MS, RETRY_BACKOFF_MAX_MS, RECONNECT_BACKOFF_MS, RECONNECT_BACKOFF_MAX_MS, ACKS,
            DELIVERY_TIMEOUT_MS,
            MAX_IN_FLIGHT, ENABLE_IDEMPOTENCE, BUFFER_MEMORY, MAX_BLOCK_MS, BATCH_SIZE, LINGER_MS, MAX_REQUEST_SIZE,
            COMPRESSION_TYPE,
            TRANSACTIONAL_ID, TRANSACTION_TIMEOUT_MS, GROUP_ID, GROUP_INSTANCE_ID, SESSION_TIMEOUT_MS,
            HEARTBEAT_INTERVAL_MS,
            PARTITION_ASSIGNMENT_STRATEGY, MAX_POLL_INTERVAL_MS, MAX_POLL_RECORDS, ENABLE_AUTO_COMMIT,
            AUTO_COMMIT_INTERVAL_MS, AUTO_OFFSET_RESET,
            ISOLATION_LEVEL,
            FETCH_MIN_BYTES, FETCH_MAX_WAIT_MS, FETCH_MAX_BYTES, MAX_PARTITION_FETCH_BYTES);

    private ClientKeys() {}
}
