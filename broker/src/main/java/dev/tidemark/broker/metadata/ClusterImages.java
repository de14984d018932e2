package dev.tidemark.broker.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the current image is read, by any thread, and where owners hear of changes. Subscribing and publishing happen on the control loop
 * (or before it runs).
 */
public final class ClusterImages {

    private final List<MetadataListener> listeners = new ArrayList<>();
    private volatile ClusterImage current = ClusterImage.EMPTY;

    /** The newest image. Any thread. */
    public ClusterImage current() {
        return current;
    }

    /** The listener hears of all that comes; what is already there it gets as a delta from the empty image, if there is anything. */
    public void subscribe(MetadataListener listener) {
        listeners.add(listener);
        if (current.offset() > 0) {
            listener.changed(new ClusterDelta(ClusterImage.EMPTY, current, current.topicsById().keySet()));
        }
    }

    /** Makes {@code delta.after()} current and tells the listeners, in the order in which they subscribed. */
    public void publish(ClusterDelta delta) {
        current = delta.after();
        for (MetadataListener listener : listeners) {
            listener.changed(delta);
        }
    }

    /** Completes on the control loop once every listener has in place what it heard of so far. On the control loop. */
    public CompletionStage<Void> applied() {
        return CompletableFuture.allOf(listeners.stream()
                .map(listener -> listener.applied().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
