package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/** Key of a member's target assignment in {@code __consumer_offsets}; the version, always 7, is the record's kind. */
@Payload(versions = "7", flexible = "none")
public record ConsumerGroupTargetAssignmentMemberKey(String groupId, String memberId) {}
