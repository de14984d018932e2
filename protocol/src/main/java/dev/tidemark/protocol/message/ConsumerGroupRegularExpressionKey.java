package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/** Key of a resolved regular expression in {@code __consumer_offsets}; the version, always 16, is the record's kind. */
@Payload(versions = "16", flexible = "none")
public record ConsumerGroupRegularExpressionKey(String groupId, String regularExpression) {}
