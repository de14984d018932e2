package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * Asks for epochs, members and assignments of consumer groups (API 69, KIP-848).
 *
 * <ul>
 * <li>1: the answer has types of members</li>
 * </ul>
 */
@Api(key = ApiKey.CONSUMER_GROUP_DESCRIBE, versions = "0-1", flexible = "0+")
public record ConsumerGroupDescribeRequest(List<String> groupIds, boolean includeAuthorizedOperations)
        implements
            Request {}
