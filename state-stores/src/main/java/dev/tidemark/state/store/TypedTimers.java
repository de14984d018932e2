package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.state.KeyTimerVisitor;
import dev.tidemark.state.TimerStore;
import dev.tidemark.state.Timers;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** A timer store by typed keys. Run by the task's worker. */
final class TypedTimers<K> implements TimerStore<K> {

    private final String name;
    private final Serde<K> keySerde;
    private final TimerLayout layout;
    private final ByteSink key = new ByteSink();
    private final ByteSource source = new ByteSource();

    TypedTimers(String name, Serde<K> keySerde, TimerLayout layout) {
        this.name = name;
        this.keySerde = keySerde;
        this.layout = layout;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void schedule(String timer, K typed, long timeMs) {
        keySerde.write(typed, key.clear());
        layout.schedule(timer, key.array(), 0, key.size(), timeMs);
    }

    @Override
    public void cancel(String timer, K typed) {
        keySerde.write(typed, key.clear());
        layout.cancel(timer, key.array(), 0, key.size());
    }

    @Override
    public OptionalLong scheduledAt(String timer, K typed) {
        keySerde.write(typed, key.clear());
        return layout.scheduledAt(timer, key.array(), 0, key.size());
    }

    @Override
    public int takeDue(long frontierMs, int limit, KeyTimerVisitor<K> visitor) {
        return layout.takeDue(frontierMs, limit, (timer, bytes, timeMs) -> visitor.timer(timer, typed(bytes), timeMs));
    }

    private K typed(ByteBuffer bytes) {
        try {
            return keySerde.read(source.reset(bytes, bytes.position(), bytes.remaining()));
        } catch (UnreadableValueException e) {
            throw e.at("key", "store " + name);
        }
    }

    @Override
    public Timers bytes() {
        return layout;
    }
}
