package dev.tidemark.log;

import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.TopicKeys;
import dev.tidemark.record.TimestampType;
import java.util.Map;

/**
 * A topic's settings as its logs use them: read once from the key table, then primitives.
 *
 * @param segmentBytes size at which the active segment is rolled
 * @param segmentMs age at which it is rolled
 * @param segmentIndexBytes largest size of an offset or time index
 * @param indexIntervalBytes bytes of log between two index entries
 * @param messageBytesMax largest batch
 * @param retentionMs age at which old segments are deleted; -1 = never
 * @param retentionBytes size to which the log is cut; -1 = no limit
 * @param deletes whether {@code cleanup.policy} has delete
 * @param compacts whether {@code cleanup.policy} has compact
 * @param timestampType whose clock the records have
 * @param timestampBeforeMaxMs how far a client's timestamp may lie in the past
 * @param timestampAfterMaxMs how far it may lie in the future (default one hour: a wrong clock must not block retention)
 * @param flushMessages records after which the log is flushed by itself
 * @param flushMs time after which the log is flushed by itself
 * @param groupFlush true for {@code tidemark.flush=group}: records count as written once flushed
 * @param compressionType {@code producer}, {@code uncompressed} or a codec's name; the broker recompresses before it appends
 * @param fileDeleteDelayMs how long the file of a deleted segment stays on disk
 * @param compaction when and how it is compacted, if it is
 */
public record LogConfig(int segmentBytes, long segmentMs, int segmentIndexBytes, int indexIntervalBytes,
        int messageBytesMax, long retentionMs, long retentionBytes, boolean deletes, boolean compacts,
        TimestampType timestampType, long timestampBeforeMaxMs, long timestampAfterMaxMs, long flushMessages,
        long flushMs, boolean groupFlush, String compressionType, long fileDeleteDelayMs,
        CompactionConfig compaction) {

    /**
     * A topic's settings of its compaction.
     *
     * @param minDirtyRatio share of the log that must be new before a round
     * @param minLagMs time for which a record stays uncompacted at least
     * @param maxLagMs time after which it is compacted at the latest
     * @param deleteRetentionMs time for which tombstones and markers stay once they are clean
     */
    public record CompactionConfig(double minDirtyRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {}

    /** A topic's settings over the broker's: {@code Config.ofTopic(broker, topic, values)}. */
    public static LogConfig of(Config topic) {
        return new LogConfig(topic.get(TopicKeys.SEGMENT_BYTES), topic.get(TopicKeys.SEGMENT_MS),
                topic.get(TopicKeys.SEGMENT_INDEX_BYTES), topic.get(TopicKeys.INDEX_INTERVAL_BYTES),
                topic.get(TopicKeys.MAX_MESSAGE_BYTES), topic.get(TopicKeys.RETENTION_MS),
                topic.get(TopicKeys.RETENTION_BYTES), topic.get(TopicKeys.CLEANUP_POLICY).contains("delete"),
                topic.get(TopicKeys.CLEANUP_POLICY).contains("compact"),
                topic.get(TopicKeys.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime") ? TimestampType.LOG_APPEND_TIME
                        : TimestampType.CREATE_TIME,
                topic.get(TopicKeys.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                topic.get(TopicKeys.MESSAGE_TIMESTAMP_AFTER_MAX_MS), topic.get(TopicKeys.FLUSH_MESSAGES),
                topic.get(TopicKeys.FLUSH_MS), topic.get(TopicKeys.FLUSH).equals("group"),
                topic.get(TopicKeys.COMPRESSION_TYPE), topic.get(TopicKeys.FILE_DELETE_DELAY_MS),
                new CompactionConfig(topic.get(TopicKeys.MIN_CLEANABLE_DIRTY_RATIO),
                        topic.get(TopicKeys.MIN_COMPACTION_LAG_MS), topic.get(TopicKeys.MAX_COMPACTION_LAG_MS),
                        topic.get(TopicKeys.DELETE_RETENTION_MS)));
    }

    /** The defaults with some values changed, by their names. */
    public static LogConfig of(Map<String, String> values) {
        return of(Config.of(ConfigScope.TOPIC, values));
    }

    /** The same with another size of segments and index distance, below what the configuration allows: for tests and simulation. */
    public LogConfig withSegments(int bytes, int indexBytes, int indexInterval) {
        return new LogConfig(bytes, segmentMs, indexBytes, indexInterval, messageBytesMax, retentionMs, retentionBytes,
                deletes, compacts, timestampType, timestampBeforeMaxMs, timestampAfterMaxMs, flushMessages, flushMs,
                groupFlush, compressionType, fileDeleteDelayMs, compaction);
    }

    /** The age at which the active segment is rolled; one that is to be compacted does not wait for longer than the lag allows. */
    public long segmentAgeMsMax() {
        return compacts ? Math.min(segmentMs, compaction.maxLagMs()) : segmentMs;
    }
}
