package dev.tidemark.streams.runtime.restore;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.Headers;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.KeyValues;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.WindowValues;
import dev.tidemark.streams.runtime.operator.KeyedState;
import dev.tidemark.streams.runtime.operator.WindowedState;
import dev.tidemark.streams.runtime.task.TaskOutput;
import dev.tidemark.streams.runtime.task.TaskState;
import dev.tidemark.streams.topology.StoreSpec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A task's stores joined to their changelogs; run by the task. At the seal what changed is serialised once, straight into
 * the changelogs' batches; after the commit the stores learn where in their changelogs they stand.
 */
public final class StoredTaskState implements TaskState {

    private final TaskStores stores;
    private final Map<String, ChangelogPartition> changelogs;
    private final Changes changes;
    private final ToLongFunction<TopicPartition> endOffsets;
    private final Clock clock;
    private long interval;

    /**
     * @param stores admitted and restored
     * @param changelogs of each store, by name
     * @param endOffsets the offset behind what the last committed interval wrote to a partition; -1 if nothing or unknown
     */
    public StoredTaskState(TaskStores stores, Map<String, ChangelogPartition> changelogs, TaskOutput output,
            ToLongFunction<TopicPartition> endOffsets, Clock clock) {
        this.stores = stores;
        this.changelogs = Map.copyOf(changelogs);
        this.changes = new Changes(output);
        this.endOffsets = endOffsets;
        this.clock = clock;
    }

    @Override
    public KeyedState keyed(StoreSpec spec) {
        return new Keyed(stores.keyValue(spec.name()).bytes());
    }

    @Override
    public WindowedState windowed(StoreSpec spec) {
        return new PerWindow(stores.windowed(spec.name()).bytes());
    }

    @Override
    public KeyedState system() {
        return new Keyed(stores.keyValue(StoreDeclaration.SYSTEM).bytes());
    }

    @Override
    public boolean dirty() {
        return stores.dirty();
    }

    @Override
    public void seal() {
        interval++;
        changes.timestampMs = clock.wallMs();
        stores.seal(interval, changes);
    }

    @Override
    public void committed() {
        Map<String, StorePosition> positions = new HashMap<>();
        long nowMs = clock.wallMs();
        changelogs.forEach((store, changelog) -> {
            long end = endOffsets.applyAsLong(changelog.partition());
            if (end >= 0) {
                positions.put(store, new StorePosition(changelog.topicId(), changelog.partition().partition(), end, -1,
                        nowMs));
            }
        });
        stores.committed(interval, positions);
        stores.checkpointIfDue();
    }

    @Override
    public void aborted() {
        stores.aborted();
    }

    @Override
    public void close(boolean clean) {
        stores.close(clean);
    }

    /** Writes changes as records of the changelogs. */
    private final class Changes implements ChangeSink {

        private final TaskOutput output;
        private @Nullable TopicPartition partition;
        private long timestampMs;
        private byte[] lastKey = new byte[0];
        private ByteBuffer key = ByteBuffer.wrap(lastKey);
        private byte[] lastValue = new byte[0];
        private ByteBuffer value = ByteBuffer.wrap(lastValue);

        Changes(TaskOutput output) {
            this.output = output;
        }

        @Override
        public void store(String name) {
            partition = Invariants.present(changelogs.get(name), "changelog of store " + name).partition();
        }

        @Override
        public void change(byte[] keyBytes, int keyLength, byte[] valueBytes, int valueLength) {
            if (keyBytes != lastKey) {
                lastKey = keyBytes;
                key = ByteBuffer.wrap(keyBytes);
            }
            if (valueBytes != lastValue) {
                lastValue = valueBytes;
                value = ByteBuffer.wrap(valueBytes);
            }
            key.clear().limit(keyLength);
            if (valueLength >= 0) {
                value.clear().limit(valueLength);
            }
            output.write(Invariants.present(partition, "the store whose changes follow"), timestampMs, key,
                    valueLength < 0 ? null : value, Headers.none());
        }
    }

    private record Keyed(KeyValues<Object> values) implements KeyedState {
        @Override
        public @Nullable Object get(ByteBuffer key) {
            return values.get(key);
        }

        @Override
        public void put(ByteBuffer key, Object value) {
            values.put(key, value);
        }

        @Override
        public void remove(ByteBuffer key) {
            values.remove(key);
        }
    }

    private record PerWindow(WindowValues<Object> values) implements WindowedState {
        @Override
        public @Nullable Object get(ByteBuffer key, long startMs) {
            return values.get(key, startMs);
        }

        @Override
        public void put(ByteBuffer key, long startMs, Object value) {
            values.put(key, startMs, value);
        }

        @Override
        public void remove(ByteBuffer key, long startMs) {
            values.remove(key, startMs);
        }

        @Override
        public int forWindow(long startMs, int limit, Visitor visitor) {
            return values.scanWindow(startMs, limit, visitor::entry);
        }

        @Override
        public long[] starts() {
            return values.starts();
        }
    }
}
