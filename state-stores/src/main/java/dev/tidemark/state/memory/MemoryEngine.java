package dev.tidemark.state.memory;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.Engine;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.RebuildReason;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sorted maps, and the writes since the last flush for the {@link MemoryDisk}. Run by the task's worker. */
final class MemoryEngine implements Engine {

    private final MemoryDisk.TaskContent disk;
    private final Map<String, Content> stores = new HashMap<>();
    private final List<Batch> unflushed = new ArrayList<>();
    /** How many of them a flush is under way for. */
    private int flushing;
    private boolean closed;

    MemoryEngine(MemoryDisk.TaskContent disk) {
        this.disk = disk;
    }

    @Override
    public ByteStore store(String name) {
        return stores.computeIfAbsent(name, absent -> new Content(name, new TreeMap<>(disk.store(name))));
    }

    /** Memory does not fail by itself; see {@link MemoryDisk#flip} for what its records notice. */
    @Override
    public @Nullable RebuildReason lost(String store) {
        return null;
    }

    @Override
    public void clear(ByteStore store) {
        flush();
        content(store).entries.clear();
        disk.store(store.name()).clear();
    }

    @Override
    public void bulkLoading(ByteStore store, boolean begins) {
        // there is no order on a disk
    }

    @Override
    public WriteBatch newBatch() {
        return new Batch();
    }

    @Override
    public void write(WriteBatch batch) {
        Invariants.check(!closed, "the engine is open");
        Batch writes = (Batch) batch;
        for (Write write : writes.writes) {
            write.effect.accept(content(write.store).entries);
        }
        unflushed.add(writes);
    }

    @Override
    public void flush() {
        for (Batch batch : unflushed) {
            for (Write write : batch.writes) {
                write.effect.accept(disk.store(write.store.name()));
            }
        }
        unflushed.clear();
        flushing = 0;
    }

    /** As late as it may be: what was written before the last one is flushed, what came since is not. */
    @Override
    public void beginFlush() {
        List<Batch> since = List.copyOf(unflushed.subList(flushing, unflushed.size()));
        unflushed.subList(flushing, unflushed.size()).clear();
        flush();
        unflushed.addAll(since);
        flushing = unflushed.size();
    }

    @Override
    public void close() {
        closed = true;
    }

    private Content content(ByteStore store) {
        return Invariants.present(stores.get(store.name()), "byte store " + store.name());
    }

    private record Content(String name, NavigableMap<byte[], byte[]> entries) implements ByteStore {

        @Override
        public byte @Nullable [] get(byte[] key, int offset, int length) {
            byte[] value = entries.get(Arrays.copyOfRange(key, offset, offset + length));
            return value == null ? null : value.clone();
        }

        @Override
        public ByteCursor scan(KeyRange range, ScanOrder order) {
            byte[] to = range.to();
            NavigableMap<byte[], byte[]> walked = switch (order) {
                case FORWARD -> entries.tailMap(range.from(), true);
                case REVERSE -> (to == null ? entries : entries.headMap(to, false)).descendingMap();
            };
            return new Cursor(range, walked.entrySet().iterator());
        }
    }

    private static final class Cursor implements ByteCursor {
        private final KeyRange range;
        private final Iterator<Map.Entry<byte[], byte[]>> entries;
        private Map.@Nullable Entry<byte[], byte[]> entry;

        Cursor(KeyRange range, Iterator<Map.Entry<byte[], byte[]>> entries) {
            this.range = range;
            this.entries = entries;
        }

        @Override
        public boolean next() {
            entry = entries.hasNext() ? entries.next() : null;
            if (entry != null && !range.contains(entry.getKey())) {
                entry = null;
            }
            return entry != null;
        }

        @Override
        public byte[] key() {
            return Invariants.present(entry, "an entry under the cursor").getKey();
        }

        @Override
        public byte[] value() {
            return Invariants.present(entry, "an entry under the cursor").getValue();
        }

        @Override
        public void close() {}
    }

    private record Write(ByteStore store, Consumer<NavigableMap<byte[], byte[]>> effect) {}

    private static final class Batch implements WriteBatch {
        private final List<Write> writes = new ArrayList<>();
        private long sizeInBytes;

        @Override
        public void put(ByteStore store, byte[] key, byte[] value) {
            byte[] ownKey = key.clone();
            byte[] ownValue = value.clone();
            sizeInBytes += key.length + value.length;
            writes.add(new Write(store, entries -> entries.put(ownKey, ownValue)));
        }

        @Override
        public void delete(ByteStore store, byte[] key) {
            byte[] ownKey = key.clone();
            sizeInBytes += key.length;
            writes.add(new Write(store, entries -> entries.remove(ownKey)));
        }

        @Override
        public void deleteRange(ByteStore store, KeyRange range) {
            writes.add(new Write(store, entries -> {
                byte[] to = range.to();
                (to == null ? entries.tailMap(range.from(), true) : entries.subMap(range.from(), true, to, false))
                        .clear();
            }));
        }

        @Override
        public long sizeInBytes() {
            return sizeInBytes;
        }

        @Override
        public void close() {}
    }
}
