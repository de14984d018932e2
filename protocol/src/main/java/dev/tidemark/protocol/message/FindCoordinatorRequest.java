package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;

/**
 * Asks which broker coordinates a group or a transactional id (API 10).
 *
 * <ul>
 * <li>1: adds {@code keyType}; transactional ids (KIP-98)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: adds {@code coordinatorKeys}; drops {@code key}; several keys at once (KIP-699)</li>
 * <li>5: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * <li>6: share groups (KIP-932)</li>
 * </ul>
 */
@Api(key = ApiKey.FIND_COORDINATOR, versions = "0-6", flexible = "3+")
public record FindCoordinatorRequest(
        @Versions("0-3") String key,
        @Versions("1+") byte keyType,
        @Versions("4+") List<String> coordinatorKeys) implements Request {}
