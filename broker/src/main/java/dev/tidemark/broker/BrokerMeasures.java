package dev.tidemark.broker;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.net.CoreLoops;
import dev.tidemark.broker.partition.LedPartitions;
import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.log.LogManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a running broker counts of its loops, logs and coordinators, and what of it is still being loaded. Made and closed by the thread that starts and
 * stops the broker; {@link #refresh} by any.
 */
final class BrokerMeasures implements AutoCloseable {

    private final CoordinatorMeasures coordinators;
    private final LedPartitions partitions;
    private final LoopMeasures loops;

    /** @param transactionTimeoutMaxMs {@code transaction.max.timeout.ms}: a transaction that is much older hangs */
    BrokerMeasures(Metrics metrics, Clock clock, CoreLoops loops, LogManager logs, LedPartitions partitions,
            GroupCoordinator groups, TransactionCoordinator transactions, int transactionTimeoutMaxMs) {
        this.partitions = partitions;
        this.coordinators = new CoordinatorMeasures(loops.controlLoop(), clock, groups, transactions);
        this.loops = new LoopMeasures(loops, metrics, clock);
        metrics.sample(coordinators);
        metrics.sample(new LogMeasures(partitions, logs, clock, transactionTimeoutMaxMs));
        metrics.sample(this.loops);
        this.loops.start();
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

    @Override
    public void close() {
        loops.stop();
    }
}
