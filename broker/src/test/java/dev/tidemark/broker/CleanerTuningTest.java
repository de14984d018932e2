package dev.tidemark.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.broker.partition.LogCleaner;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many threads the cleaner has after what is set at run time. No thread of them starts. */
class CleanerTuningTest {

    private final PartitionRig rig = new PartitionRig();
    private final Config config = Config.of(ConfigScope.BROKER, Map.of());
    private final BrokerConfigs configs = new BrokerConfigs(new ClusterImages(), config, 1);
    private final LogCleaner.Settings atFirst = LogCleaner.Settings.of(config);
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(1, 1, 0, TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>());
    private final LogCleaner cleaner = new LogCleaner(rig.partitions.all(), rig.loop, threads, rig.clock, atFirst,
            bug -> {});
    private final CleanerTuning tuning = new CleanerTuning(cleaner, new SizedPool(threads), configs, atFirst);
    private ClusterImage image = ClusterImage.EMPTY;

    private void set(Map<String, String> ofAllBrokers) {
        ClusterImage after = new ClusterImage(image.offset() + 1, 1, 1, Map.of(), Map.of(), Map.of(), Map.of(), 0, 0,
                Map.of(ConfigResource.ALL_BROKERS, ofAllBrokers), Map.of());
        tuning.changed(new ClusterDelta(image, after, Set.of()));
        image = after;
    }

    @Test
    void threads_become_more_and_fewer_without_a_restart() {
        set(Map.of("log.cleaner.threads", "2"));
        assertThat(threads.getCorePoolSize()).isEqualTo(2);
        assertThat(threads.getMaximumPoolSize()).isEqualTo(2);
        set(Map.of());
        assertThat(threads.getCorePoolSize()).isEqualTo(1);
        assertThat(threads.getMaximumPoolSize()).isEqualTo(1);
    }
}
