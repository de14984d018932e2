package dev.tidemark.broker.metadata;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hears of every change of the cluster, in order, on the control loop. */
@FunctionalInterface
public interface MetadataListener {

    /** The image changed; {@link ClusterImages#current} already answers with {@code delta.after()}. Does not block. */
    void changed(ClusterDelta delta);

    /** Completes on the control loop once what the changes so far ask for is in place: for those who promise that a topic can be used. */
    default CompletionStage<Void> applied() {
        return CompletableFuture.completedFuture(null);
    }
}
