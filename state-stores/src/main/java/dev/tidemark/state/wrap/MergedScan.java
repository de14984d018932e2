package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ScanOrder;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range over the engine and what layers have changed, in the order of keys or back; changed keys count as changed, and deleted ones do not
 * show. Run by the task's worker.
 */
final class MergedScan<V> implements AutoCloseable {

    private final boolean forward;
    private final Iterator<OverlayEntry<V>> changed;
    private @Nullable OverlayEntry<V> head;
    private final ByteCursor engine;
    private byte @Nullable [] engineKey;

    private byte @Nullable [] key;
    private @Nullable OverlayEntry<V> entry;

    /**
     * @param engine a cursor over a range in this order
     * @param changed a walk over the overlay in the same range and order
     */
    MergedScan(ScanOrder order, ByteCursor engine, Iterator<OverlayEntry<V>> changed) {
        this.forward = order == ScanOrder.FORWARD;
        this.engine = engine;
        this.changed = changed;
        advance();
        advanceEngine();
    }

    /** Moves to the next key that is there. */
    boolean next() {
        while (true) {
            OverlayEntry<V> first = head;
            byte[] stored = engineKey;
            int order = first == null ? 1 : stored == null ? -1 : compare(first.key, stored);
            if (first == null || order > 0) {
                key = stored;
                entry = null;
                return stored != null; // the engine's cursor moves when the next key is asked for
            }
            key = first.key;
            entry = first;
            advance();
            if (order == 0) {
                advanceEngine();
            }
            if (!first.deleted()) {
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

    /** What the key was changed to, or null: the value is {@link #engineValue}. */
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

    private int compare(byte[] one, byte[] other) {
        int compared = Arrays.compareUnsigned(one, other);
        return forward ? compared : -compared;
    }

    /** Past entries that no layer has any more: those are the engine's. */
    private void advance() {
        do {
            head = changed.hasNext() ? changed.next() : null;
        } while (head != null && head.unchanged());
    }

    private void advanceEngine() {
        engineKey = engine.next() ? engine.key() : null;
    }
}
