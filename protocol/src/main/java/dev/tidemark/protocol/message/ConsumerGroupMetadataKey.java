package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/** Key of a consumer group's epoch in {@code __consumer_offsets}; the version, always 3, is the record's kind. */
@Payload(versions = "3", flexible = "none")
public record ConsumerGroupMetadataKey(String groupId) {}
