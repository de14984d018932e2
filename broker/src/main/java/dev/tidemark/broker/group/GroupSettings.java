package dev.tidemark.broker.group;

import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;

/**
 * What the group coordinator is configured with.
 *
 * @param sessionTimeoutMinMs {@code group.min.session.timeout.ms}
 * @param sessionTimeoutMaxMs {@code group.max.session.timeout.ms}
 * @param groupSizeMax {@code group.max.size}
 * @param initialRebalanceDelayMs {@code group.initial.rebalance.delay.ms}
 * @param offsetMetadataBytesMax {@code offset.metadata.max.bytes}
 * @param offsetsRetentionMs {@code offsets.retention.minutes}, in milliseconds
 * @param offsetsRetentionCheckIntervalMs {@code offsets.retention.check.interval.ms}
 * @param consumers {@code group.consumer.*}
 */
public record GroupSettings(int sessionTimeoutMinMs, int sessionTimeoutMaxMs, int groupSizeMax,
        int initialRebalanceDelayMs, int offsetMetadataBytesMax, long offsetsRetentionMs,
        long offsetsRetentionCheckIntervalMs, ConsumerSettings consumers) {

    /** From the broker's configuration. */
    public static GroupSettings of(Config config) {
        return new GroupSettings(config.get(BrokerKeys.GROUP_MIN_SESSION_TIMEOUT_MS),
                config.get(BrokerKeys.GROUP_MAX_SESSION_TIMEOUT_MS), config.get(BrokerKeys.GROUP_MAX_SIZE),
                config.get(BrokerKeys.GROUP_INITIAL_REBALANCE_DELAY_MS),
                config.get(BrokerKeys.OFFSET_METADATA_MAX_BYTES),
                config.get(BrokerKeys.OFFSETS_RETENTION_MINUTES) * 60_000L,
                config.get(BrokerKeys.OFFSETS_RETENTION_CHECK_INTERVAL_MS), ConsumerSettings.of(config));
    }
}
