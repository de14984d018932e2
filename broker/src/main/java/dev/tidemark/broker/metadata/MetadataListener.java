package dev.tidemark.broker.metadata;

/** Hears of every change of the cluster, in order, on the control loop. */
@FunctionalInterface
public interface MetadataListener {

    /** The image changed; {@link ClusterImages#current} already answers with {@code delta.after()}. Does not block. */
    void changed(ClusterDelta delta);
}
