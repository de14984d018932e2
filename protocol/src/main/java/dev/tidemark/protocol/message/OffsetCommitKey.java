package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/**
 * Key of a stored offset in {@code __consumer_offsets}. The two bytes of version that come first tell this key
 * from the others of the topic; 1 is written, 0 is what long-gone brokers wrote.
 */
@Payload(versions = "0-1", flexible = "none")
public record OffsetCommitKey(
        String group,
        String topic,
        int partition) {}
