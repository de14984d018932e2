package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;
import java.util.List;

/**
 * Value of a resolved regular expression: the topics that match it.
 *
 * @param version of the cluster's metadata that was looked at
 * @param timestamp wall time at which it was looked at
 */
@Payload(versions = "0", flexible = "0+")
public record ConsumerGroupRegularExpressionValue(List<String> topics, long version, long timestamp) {}
