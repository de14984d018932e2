package dev.tidemark.broker.partition;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Internal topics of one partition each, which are there. Stateless. */
public final class OnePartition implements PartitionCoordinatorLogs.InternalTopics {

    @Override
    public CompletionStage<Void> ensure(String internalTopic) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public int partitionCount(String internalTopic) {
        return 1;
    }

    @Override
    public boolean exists(String internalTopic) {
        return true;
    }
}
