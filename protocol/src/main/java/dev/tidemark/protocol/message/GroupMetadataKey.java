package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/**
 * Key of a classic group in {@code __consumer_offsets}; its version, always 2, tells it from the offsets' keys.
 */
@Payload(versions = "2", flexible = "none")
public record GroupMetadataKey(String group) {}
