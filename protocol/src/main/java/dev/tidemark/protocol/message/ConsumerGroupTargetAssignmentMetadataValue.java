package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;
import dev.tidemark.protocol.codec.Tagged;

/**
 * Value of the epoch of a target assignment: the group epoch that it was made for.
 *
 * @param assignmentTimestamp wall time at which it was made, or 0
 */
@Payload(versions = "0", flexible = "0+")
public record ConsumerGroupTargetAssignmentMetadataValue(int assignmentEpoch, @Tagged(0) long assignmentTimestamp) {}
