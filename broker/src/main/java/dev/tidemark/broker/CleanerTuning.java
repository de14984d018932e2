package dev.tidemark.broker;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.MetadataListener;
import dev.tidemark.broker.partition.LogCleaner;

/** Brings the log cleaner, and its threads, what is set for it while the broker runs. Runs on the control loop. */
final class CleanerTuning implements MetadataListener {

    private final LogCleaner cleaner;
    private final SizedExecutor threads;
    private final BrokerConfigs configs;
    private LogCleaner.Settings last;

    /** @param atFirst what the two were made with */
    CleanerTuning(LogCleaner cleaner, SizedExecutor threads, BrokerConfigs configs, LogCleaner.Settings atFirst) {
        this.cleaner = cleaner;
        this.threads = threads;
        this.configs = configs;
        this.last = atFirst;
    }

    @Override
    public void changed(ClusterDelta delta) {
        LogCleaner.Settings now = LogCleaner.Settings.of(configs.under(delta.after()));
        if (!now.equals(last)) {
            last = now;
            threads.size(now.threads());
            cleaner.configure(now);
        }
    }
}
