package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/** Key of the epoch of a target assignment in {@code __consumer_offsets}; the version, always 6, is the record's kind. */
@Payload(versions = "6", flexible = "none")
public record ConsumerGroupTargetAssignmentMetadataKey(String groupId) {}
