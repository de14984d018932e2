package dev.tidemark.client.consumer;

import dev.tidemark.core.config.ClientKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import org.jspecify.annotations.Nullable;

/**
 * How a member takes part in its group; names and defaults are Kafka's.
 *
 * @param groupId {@code group.id}
 * @param groupInstanceId {@code group.instance.id}: static membership (KIP-345); null for none
 * @param sessionTimeoutMs {@code session.timeout.ms}
 * @param heartbeatIntervalMs {@code heartbeat.interval.ms}; less than the session time-out
 * @param maxPollIntervalMs {@code max.poll.interval.ms}; also the time that a rebalance waits for members
 */
public record GroupSettings(String groupId, @Nullable String groupInstanceId, int sessionTimeoutMs,
        int heartbeatIntervalMs, int maxPollIntervalMs) {

    public GroupSettings {
        if (heartbeatIntervalMs >= sessionTimeoutMs) {
            throw new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "A group member would always expire",
                    "heartbeat.interval.ms=" + heartbeatIntervalMs,
                    "it is not below session.timeout.ms=" + sessionTimeoutMs,
                    "set heartbeat.interval.ms to a third of session.timeout.ms or less");
        }
    }

    /** The settings of a consumer that has a group, or null. */
    public static @Nullable GroupSettings of(Config config) {
        String groupId = config.find(ClientKeys.GROUP_ID);
        return groupId == null ? null
                : new GroupSettings(groupId, config.find(ClientKeys.GROUP_INSTANCE_ID),
                        config.get(ClientKeys.SESSION_TIMEOUT_MS), config.get(ClientKeys.HEARTBEAT_INTERVAL_MS),
                        config.get(ClientKeys.MAX_POLL_INTERVAL_MS));
    }
}
