package dev.tidemark.broker;

import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Sampled;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.LogView;
import dev.tidemark.log.producer.OpenTransaction;
import java.util.Collection;

/**
 * What there is to say of logs and partitions, read off their views when somebody looks; any thread. A line per partition only while there are at most
 * {@link #PARTITIONS_SHOWN_MAX}: beyond that whoever scrapes would drown, and the sums and maxima go on.
 */
final class LogMeasures implements Sampled {

    /** How many partitions have lines of their own. */
    static final int PARTITIONS_SHOWN_MAX = 200;

    private static final long LATE_GRACE_MS = 5 * 60_000;

    private final Partitions partitions;
    private final LogManager logs;
    private final Clock clock;
    private final long transactionTimeoutMaxMs;

    LogMeasures(Partitions partitions, LogManager logs, Clock clock, long transactionTimeoutMaxMs) {
        this.partitions = partitions;
        this.logs = logs;
        this.clock = clock;
        this.transactionTimeoutMaxMs = transactionTimeoutMaxMs;
    }

    @Override
    public void tell(Out out) {
        Collection<? extends Partition> all = partitions.all();
        boolean each = all.size() <= PARTITIONS_SHOWN_MAX;
        long nowMs = clock.wallMs();
        long bytes = 0;
        long segments = 0;
        long lagMax = 0;
        long late = 0;
        for (Partition partition : all) {
            LogView view = partition.view();
            long size = view.sizeInBytes();
            long lag = view.highWatermark() - view.lastStableOffset();
            bytes += size;
            segments += view.segmentCount();
            lagMax = Math.max(lagMax, lag);
            OpenTransaction oldest = partition.oldestOpenTransaction();
            if (oldest != null && nowMs - oldest.sinceMs() > transactionTimeoutMaxMs + LATE_GRACE_MS) {
                late++;
            }
            if (each) {
                String[] labels = {"topic", partition.name().topic(), "partition",
                        Integer.toString(partition.name().partition())};
                out.sample(BrokerMetric.PARTITION_LOG_START.id(), view.logStartOffset(), labels);
                out.sample(BrokerMetric.PARTITION_LOG_END.id(), view.logEndOffset(), labels);
                out.sample(BrokerMetric.PARTITION_LSO_LAG.id(), lag, labels);
                out.sample(BrokerMetric.PARTITION_LOG_SIZE.id(), size, labels);
                out.sample(BrokerMetric.PARTITION_LOG_SEGMENTS.id(), view.segmentCount(), labels);
            }
        }
        out.sample(BrokerMetric.PARTITIONS.id(), all.size());
        out.sample(BrokerMetric.LOG_SIZE.id(), bytes);
        out.sample(BrokerMetric.LOG_SEGMENTS.id(), segments);
        out.sample(BrokerMetric.LOG_OPEN_SEGMENTS.id(), logs.openSegments());
        out.sample(BrokerMetric.LSO_LAG_MAX.id(), lagMax);
        out.sample(BrokerMetric.LATE_TRANSACTIONS.id(), late);
        out.sample(BrokerMetric.OFFLINE_PARTITIONS.id(), logs.offline().size());
        out.sample(BrokerMetric.LOG_CLEAN_START.id(), logs.cleanStart() ? 1 : 0);
    }
}
