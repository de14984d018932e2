package dev.tidemark.broker.partition;

import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.TopicKeys;

/**
 * The settings of a topic that concern appends and deletes, read once from its configuration. Immutable; a change of the
 * topic's configuration hands its partitions a new one.
 *
 * @param batchBytesMax largest accepted batch, {@code max.message.bytes}
 * @param logAppendTime whether the broker stamps records, {@code message.timestamp.type}
 * @param timestampBeforeMaxMs how far a timestamp may lie in the past
 * @param timestampAfterMaxMs how far a timestamp may lie in the future
 * @param compacted whether {@code cleanup.policy} has {@code compact}: every record needs a key
 * @param deletable whether {@code cleanup.policy} has {@code delete}: clients may delete records
 * @param groupFlush whether the high watermark waits for the flush: {@code tidemark.flush=group}
 * @param flushMessages records after which an {@code os} log is flushed all the same
 * @param flushMs time after which an {@code os} log is flushed all the same
 */
public record PartitionSettings(int batchBytesMax, boolean logAppendTime, long timestampBeforeMaxMs,
        long timestampAfterMaxMs, boolean compacted, boolean deletable, boolean groupFlush, long flushMessages,
        long flushMs) {

    /** What a topic's configuration says. */
    public static PartitionSettings of(Config topic) {
        return new PartitionSettings(topic.get(TopicKeys.MAX_MESSAGE_BYTES),
                topic.get(TopicKeys.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime"),
                topic.get(TopicKeys.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                topic.get(TopicKeys.MESSAGE_TIMESTAMP_AFTER_MAX_MS),
                topic.get(TopicKeys.CLEANUP_POLICY).contains("compact"),
                topic.get(TopicKeys.CLEANUP_POLICY).contains("delete"),
                topic.get(TopicKeys.FLUSH).equals("group"),
                topic.get(TopicKeys.FLUSH_MESSAGES),
                topic.get(TopicKeys.FLUSH_MS));
    }
}
