package dev.tidemark.core.config;

import static dev.tidemark.core.config.ConfigScope.APP;
import static dev.tidemark.core.config.KeyRow.bytes;
import static dev.tidemark.core.config.KeyRow.int32;
import static dev.tidemark.core.config.KeyRow.int64;
import static dev.tidemark.core.config.KeyRow.oneOf;
import static dev.tidemark.core.config.KeyRow.text;

import java.util.List;

/** The keys of a stream application. Names as Kafka Streams has them where the meaning is the same. */
public final class AppKeys {

    public static final ConfigKey<String> APPLICATION_ID = text(APP, "application.id", null,
            "The app's name: its group id and the prefix of its internal topics.");
    public static final ConfigKey<List<String>> BOOTSTRAP_SERVERS = KeyRow.list(APP, "bootstrap.servers",
            List.of("127.0.0.1:9092"),
            new Allowed.NotEmpty(), "Where the cluster is found, as HOST:PORT.");
    public static final ConfigKey<String> STATE_DIR = text(APP, "state.dir", null,
            "Folder of the app's stores and of its identity.");
    public static final ConfigKey<Integer> NUM_STREAM_THREADS = int32(APP, "num.stream.threads", 1, 1,
            "Workers that run the app's tasks.");
    public static final ConfigKey<String> PROCESSING_GUARANTEE = oneOf(APP, "processing.guarantee", "exactly_once_v2",
            List.of("exactly_once_v2", "at_least_once"),
            "Whether inputs, state and outputs move in one transaction.");
    public static final ConfigKey<Long> COMMIT_INTERVAL_MS = int64(APP, "commit.interval.ms", 100L, 0,
            "Time between commits, at most; half of it, or ten times what a commit takes, for a worker that has read all there is.");
    public static final ConfigKey<Integer> NUM_STANDBY_REPLICAS = int32(APP, "num.standby.replicas", 0, 0,
            "Warm copies of each store on other instances.");
    public static final ConfigKey<String> APPLICATION_SERVER = text(APP, "application.server", null,
            "HOST:PORT at which this instance answers queries.");
    public static final ConfigKey<String> DEAD_LETTER_TOPIC = text(APP, "errors.dead.letter.queue.topic.name", null,
            "Topic for records that could not be processed.");
    public static final ConfigKey<Integer> MAX_POLL_RECORDS = int32(APP, "max.poll.records", 500, 1,
            "Most records that a worker takes from its inputs at a time.");
    public static final ConfigKey<Integer> SESSION_TIMEOUT_MS = int32(APP, "session.timeout.ms", 45_000, 1,
            "Silence after which the other instances take over the tasks of this one.");
    public static final ConfigKey<Integer> HEARTBEAT_INTERVAL_MS = int32(APP, "heartbeat.interval.ms", 3_000, 1,
            "Time between heartbeats to the group; less than session.timeout.ms.");
    public static final ConfigKey<Integer> MAX_POLL_INTERVAL_MS = int32(APP, "max.poll.interval.ms", 300_000, 1,
            "How long the group waits in a rebalance for this instance to commit and join again.");
    public static final ConfigKey<Integer> REQUEST_TIMEOUT_MS = int32(APP, "request.timeout.ms", 30_000, 1,
            "How long an answer of the cluster is waited for.");
    public static final ConfigKey<Long> REPARTITION_PURGE_INTERVAL_MS = int64(APP, "repartition.purge.interval.ms",
            30_000L, 1,
            "Time between deletions of what was read of repartition topics and of what expired in windowed changelogs.");
    public static final ConfigKey<Long> STATE_MEMORY_BYTES = bytes(APP, "tidemark.state.memory.bytes", null, 1_048_576,
            "Memory for all stores of the process, native and heap, for example 256m; if not set, a quarter of the heap's limit.");

    static final List<ConfigKey<?>> ALL = List.of(APPLICATION_ID, BOOTSTRAP_SERVERS, STATE_DIR, NUM_STREAM_THREADS,
            PROCESSING_GUARANTEE,
            COMMIT_INTERVAL_MS, NUM_STANDBY_REPLICAS, APPLICATION_SERVER, DEAD_LETTER_TOPIC, MAX_POLL_RECORDS,
            SESSION_TIMEOUT_MS, HEARTBEAT_INTERVAL_MS, MAX_POLL_INTERVAL_MS, REQUEST_TIMEOUT_MS,
            REPARTITION_PURGE_INTERVAL_MS, STATE_MEMORY_BYTES);

    private AppKeys() {}
}
