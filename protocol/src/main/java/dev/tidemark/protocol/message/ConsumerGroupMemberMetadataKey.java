package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/** Key of a consumer group's member in {@code __consumer_offsets}; the version, always 5, is the record's kind. */
@Payload(versions = "5", flexible = "none")
public record ConsumerGroupMemberMetadataKey(String groupId, String memberId) {}
