package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.KeyRange;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range over all layers at once, in the order of keys; of one key the topmost layer counts, and deleted keys do not
 * show. Run by the task's worker.
 */
final class MergedScan<V> implements AutoCloseable {

    private static final int ACTIVE_LAYER = 0;

    private final KeyRange range;
    private final @Nullable Iterator<OverlayEntry<V>>[] layers;
    private final @Nullable OverlayEntry<V>[] heads;
    private final ByteCursor engine;
    private byte @Nullable [] engineKey;

    private byte @Nullable [] key;
    private @Nullable OverlayEntry<V> entry;

    /** @param overlays topmost first; the first one is the active layer */
    @SuppressWarnings({"unchecked", "rawtypes"})
    MergedScan(KeyRange range, ByteCursor engine, Overlay<V>[] overlays) {
        this.range = range;
        this.engine = engine;
        this.layers = new Iterator[overlays.length];
        this.heads = new OverlayEntry[overlays.length];
        for (int i = 0; i < overlays.length; i++) {
            NavigableMap<byte[], OverlayEntry<V>> sorted = overlays[i].sorted();
            layers[i] = sorted.tailMap(range.from(), true).values().iterator();
            advance(i);
        }
        advanceEngine();
    }

    /** Moves to the next key that is there. */
    boolean next() {
        while (true) {
            byte[] least = engineKey;
            for (OverlayEntry<V> head : heads) {
                if (head != null && (least == null || Arrays.compareUnsigned(head.key, least) < 0)) {
                    least = head.key;
                }
            }
            if (least == null) {
                return false;
            }
            OverlayEntry<V> top = null;
            boolean deleted = false;
            for (int i = 0; i < heads.length; i++) {
                OverlayEntry<V> head = heads[i];
                if (head != null && Arrays.equals(head.key, least)) {
                    if (top == null) {
                        top = head;
                        deleted = i == ACTIVE_LAYER ? head.live == null : head.bytes == null;
                    }
                    advance(i);
                }
            }
            key = least;
            entry = top;
            if (top == null) {
                return true; // the engine's; its cursor moves when the next key is asked for
            }
            if (engineKey != null && Arrays.equals(engineKey, least)) {
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

    private void advance(int layer) {
        Iterator<OverlayEntry<V>> iterator = layers[layer];
        OverlayEntry<V> head = iterator != null && iterator.hasNext() ? iterator.next() : null;
        heads[layer] = head != null && range.before(head.key) ? head : null;
    }

    private void advanceEngine() {
        engineKey = engine.next() ? engine.key() : null;
    }
}
