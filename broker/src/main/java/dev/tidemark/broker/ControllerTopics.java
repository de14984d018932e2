package dev.tidemark.broker;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.partition.PartitionCoordinatorLogs.InternalTopics;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Internal topics, created by the controller when a coordinator first needs one. Called on any loop. */
final class ControllerTopics implements InternalTopics {

    private final Controller controller;
    private final ClusterImages images;
    private final EventLoop control;

    /** @param control the controller's loop */
    ControllerTopics(Controller controller, ClusterImages images, EventLoop control) {
        this.controller = controller;
        this.images = images;
        this.control = control;
    }

    @Override
    public CompletionStage<Void> ensure(String internalTopic) {
        return control.ask(() -> controller.internalTopic(internalTopic)).thenCompose(outcome -> {
            if (outcome.error() == ErrorCode.NONE) {
                return CompletableFuture.completedFuture(null);
            }
            return CompletableFuture.failedFuture(
                    new TidemarkException(FailureCode.REQUEST_FAILED, "an internal topic cannot be created",
                            internalTopic, String.valueOf(outcome.message()), "see the broker's log"));
        });
    }

    @Override
    public int partitionCount(String internalTopic) {
        return controller.internalPartitions(internalTopic);
    }

    @Override
    public boolean exists(String internalTopic) {
        return images.current().topic(internalTopic) != null;
    }
}
