package dev.tidemark.broker.coordinator;

/** A value whose changes can be taken back, as those of a {@link TimelineMap}. Must be immutable. Confined to the coordinator's loop. */
public final class TimelineValue<V> {

    private final UndoLog undo;
    private V value;

    /** Begins with this value. */
    public TimelineValue(UndoLog undo, V value) {
        this.undo = undo;
        this.value = value;
    }

    /** The value, speculative changes included. */
    public V get() {
        return value;
    }

    /** Sets the value. */
    public void set(V next) {
        V before = value;
        value = next;
        undo.record(() -> value = before);
    }
}
