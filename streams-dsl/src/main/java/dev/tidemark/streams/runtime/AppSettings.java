package dev.tidemark.streams.runtime;

import dev.tidemark.core.config.AppKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an instance of an application is started with: checked values, nothing that runs.
 *
 * @param applicationId also the group's id and the prefix of internal topics
 * @param stateDir holds the process's identity and its tasks' stores
 * @param workers threads that run tasks
 * @param commitIntervalMs time between commits, at most
 * @param trimIntervalMs time between deletions of what nobody needs any more in internal topics
 * @param recordsPerPollMax records that a task processes between two looks at its worker's other duties
 */
public record AppSettings(String applicationId, List<String> bootstrapServers, Path stateDir, int workers,
        long commitIntervalMs, long trimIntervalMs, int recordsPerPollMax, Config config) {

    public AppSettings {
        bootstrapServers = List.copyOf(bootstrapServers);
    }

    /**
     * From values by Kafka Streams' names.
     *
     * @throws TidemarkException CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE, UNSUPPORTED
     */
    public static AppSettings of(Map<String, String> values) {
        return of(Config.of(ConfigScope.APP, values));
    }

    /** From values that are already checked one by one; checks that those that have no default are there. */
    public static AppSettings of(Config config) {
        String applicationId = config.find(AppKeys.APPLICATION_ID);
        if (applicationId == null || applicationId.isBlank()) {
            throw missing("application.id", "it names the app's group and its internal topics");
        }
        String stateDir = config.find(AppKeys.STATE_DIR);
        if (stateDir == null || stateDir.isBlank()) {
            throw missing("state.dir", "it holds the app's identity and stores; a restart continues from it");
        }
        if (config.get(AppKeys.NUM_STANDBY_REPLICAS) > 0) {
            throw new TidemarkException(FailureCode.UNSUPPORTED, "num.standby.replicas > 0 is not served yet",
                    "configuration of the app", "no instance keeps warm copies of another's stores",
                    "leave the key out; a restart on the same host continues from its own disk");
        }
        int heartbeatMs = config.get(AppKeys.HEARTBEAT_INTERVAL_MS);
        int sessionMs = config.get(AppKeys.SESSION_TIMEOUT_MS);
        if (heartbeatMs >= sessionMs) {
            throw new TidemarkException(FailureCode.CONFIG_INVALID_VALUE,
                    "heartbeat.interval.ms=" + heartbeatMs + " is not less than session.timeout.ms=" + sessionMs,
                    "configuration of the app", "the instance would be taken for gone between two heartbeats",
                    "set heartbeat.interval.ms to a third of session.timeout.ms");
        }
        return new AppSettings(applicationId, config.get(AppKeys.BOOTSTRAP_SERVERS), Path.of(stateDir),
                config.get(AppKeys.NUM_STREAM_THREADS), config.get(AppKeys.COMMIT_INTERVAL_MS),
                config.get(AppKeys.REPARTITION_PURGE_INTERVAL_MS),
                config.get(AppKeys.MAX_POLL_RECORDS), config);
    }

    private static TidemarkException missing(String key, String why) {
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "'" + key + "' is not set",
                "configuration of the app", why, "set " + key);
    }

    /** Whether commits are transactions ({@code exactly_once_v2}). */
    public boolean exactlyOnce() {
        return config.get(AppKeys.PROCESSING_GUARANTEE).equals("exactly_once_v2");
    }

    /** Where this application's state lies: several applications may share a {@code state.dir}. */
    public Path appDir() {
        return stateDir.resolve(applicationId);
    }
}
