package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ScanOrder;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range over all layers at once, in the order of keys or back; of one key the topmost layer counts, and deleted keys do not
 * show. Run by the task's worker.
 */
final class MergedScan<V> implements AutoCloseable {

    private static final int ACTIVE_LAYER = 0;

    private final boolean forward;
    private final Iterator<OverlayEntry<V>>[] layers;
    private final @Nullable OverlayEntry<V>[] heads;
    private final ByteCursor engine;
    private byte @Nullable [] engineKey;

    private byte @Nullable [] key;
    private @Nullable OverlayEntry<V> entry;

    /**
     * @param engine a cursor over a range in this order
     * @param layers walks over the overlays in the same range and order, topmost first; the first one is the active layer
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    MergedScan(ScanOrder order, ByteCursor engine, Iterator<OverlayEntry<V>>[] layers) {
        this.forward = order == ScanOrder.FORWARD;
        this.engine = engine;
        this.layers = layers;
        this.heads = new OverlayEntry[layers.length];
        for (int i = 0; i < layers.length; i++) {
            advance(i);
        }
        advanceEngine();
    }

    /** Moves to the next key that is there. */
    boolean next() {
        while (true) {
            byte[] first = engineKey;
            for (OverlayEntry<V> head : heads) {
                if (head != null && (first == null || comesBefore(head.key, first))) {
                    first = head.key;
                }
            }
            if (first == null) {
                return false;
            }
            OverlayEntry<V> top = null;
            boolean deleted = false;
            for (int i = 0; i < heads.length; i++) {
                OverlayEntry<V> head = heads[i];
                if (head != null && Arrays.equals(head.key, first)) {
                    if (top == null) {
                        top = head;
                        deleted = i == ACTIVE_LAYER ? head.live == null : head.bytes == null;
                    }
                    advance(i);
                }
            }
            key = first;
            entry = top;
            if (top == null) {
                return true; // the engine's; its cursor moves when the next key is asked for
            }
            if (engineKey != null && Arrays.equals(engineKey, first)) {
                advanceEngine();
            }
            if (!deleted) {
                return true;
            }
        }
    }

    byte[] key() {
        if (key == null) {
            throw new IllegalStateException("no key before next()");
        }
        return key;
    }

    /** The entry of the topmost overlay that has the key, or null: the value is {@link #engineValue}. */
    @Nullable
    OverlayEntry<V> entry() {
        return entry;
    }

    byte[] engineValue() {
        return engine.value();
    }

    /** To be called behind each use of {@link #engineValue} or of a key that is the engine's. */
    void done() {
        if (entry == null) {
            advanceEngine();
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    private boolean comesBefore(byte[] one, byte[] other) {
        int compared = Arrays.compareUnsigned(one, other);
        return forward ? compared < 0 : compared > 0;
    }

    private void advance(int layer) {
        Iterator<OverlayEntry<V>> iterator = layers[layer];
        heads[layer] = iterator.hasNext() ? iterator.next() : null;
    }

    private void advanceEngine() {
        engineKey = engine.next() ? engine.key() : null;
    }
}
