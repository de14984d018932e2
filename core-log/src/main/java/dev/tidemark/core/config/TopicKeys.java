package dev.tidemark.core.config;

import static dev.tidemark.core.config.ConfigScope.TOPIC;
import static dev.tidemark.core.config.KeyRow.flag;
import static dev.tidemark.core.config.KeyRow.fraction;
import static dev.tidemark.core.config.KeyRow.int32;
import static dev.tidemark.core.config.KeyRow.int64;
import static dev.tidemark.core.config.KeyRow.oneOf;

import dev.tidemark.core.config.ConfigKey.Synonym;
import java.util.List;

/** The keys of a topic, with the broker-wide names that give their defaults. Kafka's names and defaults. */
public final class TopicKeys {

    public static final ConfigKey<List<String>> CLEANUP_POLICY = KeyRow
            .list(TOPIC, "cleanup.policy", List.of("delete"), new Allowed.OneOf(List.of("delete", "compact")),
                    "What happens to old records: delete by time and size, compact to the last value per key, or both.")
            .orBy("log.cleanup.policy");
    public static final ConfigKey<Long> RETENTION_MS = int64(TOPIC, "retention.ms", 604_800_000L, -1,
            "How long records of a topic with cleanup.policy=delete are kept, in milliseconds of a segment's largest timestamp; -1 = for ever.")
            .orBy(new Synonym("log.retention.ms", 1), new Synonym("log.retention.minutes", 60_000),
                    new Synonym("log.retention.hours", 3_600_000));
    public static final ConfigKey<Long> RETENTION_BYTES = int64(TOPIC, "retention.bytes", -1L, -1,
            "Size to which a partition with cleanup.policy=delete is cut from its old end; -1 = no limit.")
            .orBy("log.retention.bytes");
    public static final ConfigKey<Integer> SEGMENT_BYTES = int32(TOPIC, "segment.bytes", 1_073_741_824, 1_048_576,
            "Size at which a partition's log starts a new segment file.").orBy("log.segment.bytes");
    public static final ConfigKey<Long> SEGMENT_MS = int64(TOPIC, "segment.ms", 604_800_000L, 1,
            "Age at which a partition's log starts a new segment file even if it is not full.")
            .orBy(new Synonym("log.roll.ms", 1), new Synonym("log.roll.hours", 3_600_000));
    public static final ConfigKey<Integer> SEGMENT_INDEX_BYTES = int32(TOPIC, "segment.index.bytes", 10_485_760, 4,
            "Largest size of an offset or time index of a segment.").orBy("log.index.size.max.bytes");
    public static final ConfigKey<Integer> INDEX_INTERVAL_BYTES = int32(TOPIC, "index.interval.bytes", 4_096, 0,
            "Bytes of log between two entries of the offset index.").orBy("log.index.interval.bytes");
    public static final ConfigKey<Integer> MAX_MESSAGE_BYTES = int32(TOPIC, "max.message.bytes", 1_048_588, 0,
            "Largest size of a record batch, as written to the log.").orBy("message.max.bytes");
    public static final ConfigKey<Integer> MIN_INSYNC_REPLICAS = int32(TOPIC, "min.insync.replicas", 1, 1,
            "Replicas that must be in sync for a write with acks=all to be accepted.").orBy("min.insync.replicas");
    public static final ConfigKey<String> COMPRESSION_TYPE = oneOf(TOPIC, "compression.type", "producer",
            List.of("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"),
            "Compression in which batches are kept; producer = as they came.").orBy("compression.type");
    public static final ConfigKey<String> MESSAGE_TIMESTAMP_TYPE = oneOf(TOPIC, "message.timestamp.type", "CreateTime",
            List.of("CreateTime", "LogAppendTime"),
            "Whether records keep their producer's timestamp or get the broker's time.")
            .orBy("log.message.timestamp.type");
    public static final ConfigKey<Long> MESSAGE_TIMESTAMP_BEFORE_MAX_MS = int64(TOPIC,
            "message.timestamp.before.max.ms", Long.MAX_VALUE, 0,
            "How far a record's timestamp may lie before the broker's time.")
            .orBy("log.message.timestamp.before.max.ms");
    public static final ConfigKey<Long> MESSAGE_TIMESTAMP_AFTER_MAX_MS = int64(TOPIC, "message.timestamp.after.max.ms",
            3_600_000L, 0,
            "How far a record's timestamp may lie after the broker's time.").orBy("log.message.timestamp.after.max.ms");
    public static final ConfigKey<Long> FLUSH_MESSAGES = int64(TOPIC, "flush.messages", Long.MAX_VALUE, 1,
            "Records after which a log is flushed to disk, besides what tidemark.flush does.")
            .orBy("log.flush.interval.messages");
    public static final ConfigKey<Long> FLUSH_MS = int64(TOPIC, "flush.ms", Long.MAX_VALUE, 0,
            "Time after which a log is flushed to disk, besides what tidemark.flush does.")
            .orBy("log.flush.interval.ms");
    public static final ConfigKey<Long> FILE_DELETE_DELAY_MS = int64(TOPIC, "file.delete.delay.ms", 60_000L, 0,
            "How long a deleted segment file stays on disk.").orBy("log.segment.delete.delay.ms");
    public static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE = flag(TOPIC,
            "unclean.leader.election.enable", false,
            "Kept and shown; a replica that is not in sync leads only by an explicit command.")
            .orBy("unclean.leader.election.enable");
    public static final ConfigKey<Double> MIN_CLEANABLE_DIRTY_RATIO = fraction(TOPIC, "min.cleanable.dirty.ratio", 0.5,
            "Share of a compacted log that must be new before it is compacted again.")
            .orBy("log.cleaner.min.cleanable.ratio");
    public static final ConfigKey<Long> MIN_COMPACTION_LAG_MS = int64(TOPIC, "min.compaction.lag.ms", 0L, 0,
            "Time for which a record stays uncompacted at least.").orBy("log.cleaner.min.compaction.lag.ms");
    public static final ConfigKey<Long> MAX_COMPACTION_LAG_MS = int64(TOPIC, "max.compaction.lag.ms", Long.MAX_VALUE, 1,
            "Time after which a record is compacted at the latest.").orBy("log.cleaner.max.compaction.lag.ms");
    public static final ConfigKey<Long> DELETE_RETENTION_MS = int64(TOPIC, "delete.retention.ms", 86_400_000L, 0,
            "Time for which tombstones and transaction markers survive compaction.")
            .orBy("log.cleaner.delete.retention.ms");
    public static final ConfigKey<List<String>> LEADER_REPLICATION_THROTTLED_REPLICAS = KeyRow
            .list(TOPIC, "leader.replication.throttled.replicas", List.of(), new Allowed.Any(),
                    "Kept and shown, for tools that move replicas; a single node has none to send to.");
    public static final ConfigKey<List<String>> FOLLOWER_REPLICATION_THROTTLED_REPLICAS = KeyRow
            .list(TOPIC, "follower.replication.throttled.replicas", List.of(), new Allowed.Any(),
                    "Kept and shown, for tools that move replicas; a single node has none to read from.");
    public static final ConfigKey<String> FLUSH = oneOf(TOPIC, "tidemark.flush", "group", List.of("group", "os"),
            "When a record counts as written: group = after a flush to disk shared by all that wait for one, os = once it is in the page cache.")
            .orBy("tidemark.flush");

    /** All of them, in the order of the reference. */
    static final List<ConfigKey<?>> ALL = List.of(CLEANUP_POLICY, RETENTION_MS, RETENTION_BYTES, SEGMENT_BYTES,
            SEGMENT_MS,
            SEGMENT_INDEX_BYTES, INDEX_INTERVAL_BYTES, MAX_MESSAGE_BYTES, MIN_INSYNC_REPLICAS,
            COMPRESSION_TYPE,
            MESSAGE_TIMESTAMP_TYPE, MESSAGE_TIMESTAMP_BEFORE_MAX_MS, MESSAGE_TIMESTAMP_AFTER_MAX_MS, FLUSH_MESSAGES,
            FLUSH_MS,
            FILE_DELETE_DELAY_MS, UNCLEAN_LEADER_ELECTION_ENABLE, MIN_CLEANABLE_DIRTY_RATIO,
            MIN_COMPACTION_LAG_MS,
            MAX_COMPACTION_LAG_MS, DELETE_RETENTION_MS, LEADER_REPLICATION_THROTTLED_REPLICAS,
            FOLLOWER_REPLICATION_THROTTLED_REPLICAS, FLUSH);

    private TopicKeys() {}
}
