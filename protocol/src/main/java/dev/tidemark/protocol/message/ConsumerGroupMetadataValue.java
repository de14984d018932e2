package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Tagged;

/**
 * Value of a consumer group's epoch.
 *
 * @param metadataHash of the topics that the group is subscribed to, so that changes of theirs are noticed; 0 for none
 */
@Payload(versions = "0", flexible = "0+")
public record ConsumerGroupMetadataValue(int epoch, @Tagged(0) long metadataHash) {}
