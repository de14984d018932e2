package dev.tidemark.broker;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.partition.LedPartitions;
import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.log.LogManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a running broker counts of its logs and coordinators, and what of it is still being loaded. Made on the control loop; {@link #refresh} by any thread. */
final class BrokerMeasures {

    private final CoordinatorMeasures coordinators;
    private final LedPartitions partitions;

    /** @param transactionTimeoutMaxMs {@code transaction.max.timeout.ms}: a transaction that is much older hangs */
    BrokerMeasures(Metrics metrics, Clock clock, BrokerExecutors executors, LogManager logs, LedPartitions partitions,
            GroupCoordinator groups, TransactionCoordinator transactions, int transactionTimeoutMaxMs) {
        this.partitions = partitions;
        this.coordinators = new CoordinatorMeasures(executors.control(), executors.transactions(), clock, groups,
                transactions);
        metrics.sample(coordinators);
        metrics.sample(new LogMeasures(partitions, logs, clock, transactionTimeoutMaxMs));
        metrics.sample(out -> partitions.traffic().all().forEach((topic, bytes) -> {
            out.sample(BrokerMetric.TOPIC_BYTES_IN.id(), bytes.written(), "topic", topic);
            out.sample(BrokerMetric.TOPIC_BYTES_OUT.id(), bytes.read(), "topic", topic);
        }));
    }

    /** Counts what only the loops can count, and says what is still being loaded. */
    CompletionStage<List<String>> refresh() {
        return coordinators.refresh().thenApply(done -> {
            List<String> loading = new ArrayList<>(coordinators.loading());
            if (!partitions.all().stream().allMatch(Partition::ready)) {
                loading.add("partitions");
            }
            return loading;
        });
    }
}
