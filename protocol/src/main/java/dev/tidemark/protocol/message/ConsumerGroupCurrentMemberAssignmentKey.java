package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/** Key of what a member has, in {@code __consumer_offsets}; the version, always 8, is the record's kind. */
@Payload(versions = "8", flexible = "none")
public record ConsumerGroupCurrentMemberAssignmentKey(String groupId, String memberId) {}
