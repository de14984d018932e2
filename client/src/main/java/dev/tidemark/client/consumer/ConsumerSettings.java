package dev.tidemark.client.consumer;

import dev.tidemark.core.config.ClientKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.Invariants;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How records are read; names and defaults are Kafka's.
 *
 * @param readCommitted {@code isolation.level}
 * @param fetchMinBytes {@code fetch.min.bytes}
 * @param fetchMaxWaitMs {@code fetch.max.wait.ms}
 * @param fetchMaxBytes {@code fetch.max.bytes}
 * @param partitionMaxBytes {@code max.partition.fetch.bytes}
 * @param maxPollRecords {@code max.poll.records}
 * @param reset {@code auto.offset.reset}
 * @param autoCommit {@code enable.auto.commit}; never without a group
 * @param autoCommitIntervalMs {@code auto.commit.interval.ms}
 * @param apiTimeoutMs {@code default.api.timeout.ms}
 * @param assignors {@code partition.assignment.strategy}, most wanted first
 * @param group null without {@code group.id}
 */
public record ConsumerSettings(boolean readCommitted, int fetchMinBytes, int fetchMaxWaitMs, int fetchMaxBytes,
        int partitionMaxBytes, int maxPollRecords, Reset reset, boolean autoCommit, int autoCommitIntervalMs,
        long apiTimeoutMs, List<Assignor> assignors, @Nullable GroupSettings group) {

    /** Where to start without a usable position. */
    public enum Reset {
        EARLIEST, LATEST, NONE
    }

    public static ConsumerSettings of(Config config) {
        List<Assignor> assignors = config.get(ClientKeys.PARTITION_ASSIGNMENT_STRATEGY)
                .stream()
                .map(name -> Invariants.present(Assignor.named(name), "assignor " + name))
                .toList();
        GroupSettings group = GroupSettings.of(config);
        Reset reset = switch (config.get(ClientKeys.AUTO_OFFSET_RESET)) {
            case "earliest" -> Reset.EARLIEST;
            case "latest" -> Reset.LATEST;
            default -> Reset.NONE; // the key's table allows these three
        };
        return new ConsumerSettings(config.get(ClientKeys.ISOLATION_LEVEL).equals("read_committed"),
                config.get(ClientKeys.FETCH_MIN_BYTES), config.get(ClientKeys.FETCH_MAX_WAIT_MS),
                config.get(ClientKeys.FETCH_MAX_BYTES), config.get(ClientKeys.MAX_PARTITION_FETCH_BYTES),
                config.get(ClientKeys.MAX_POLL_RECORDS), reset,
                config.get(ClientKeys.ENABLE_AUTO_COMMIT) && group != null,
                config.get(ClientKeys.AUTO_COMMIT_INTERVAL_MS), config.get(ClientKeys.DEFAULT_API_TIMEOUT_MS),
                assignors, group);
    }

    /** Whether members keep what they own during a rebalance: only if every strategy they may end up with allows it. */
    boolean cooperative() {
        return assignors.stream().allMatch(Assignor::cooperative);
    }
}
