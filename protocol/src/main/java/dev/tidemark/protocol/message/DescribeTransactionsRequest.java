package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/** Asks the coordinator for the state of transactional ids (API 65, KIP-664). */
@Api(key = ApiKey.DESCRIBE_TRANSACTIONS, versions = "0", flexible = "0+")
public record DescribeTransactionsRequest(
        List<String> transactionalIds) implements Request {}
