package dev.tidemark.benchmarks.micro;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.serde.Serdes;
import dev.tidemark.state.Access;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.ChangelogFacts;
import dev.tidemark.state.KeyValues;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.state.WindowValues;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import dev.tidemark.state.rocksdb.RocksDbStores;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Counting per key in a task's stores, nanoseconds per record: the intervals of a worker, each 5,000 records over 100,000 keys, sealed into
 * a sink that counts, committed, and checkpointed when that is due. Window counts go to the window of an hour that moves on by a minute
 * every interval and expires after three.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StoreBenchmark {

    private static final int INTERVAL_RECORDS = 5_000;
    private static final int KEYS = 100_000;
    private static final long HOUR_MS = 3_600_000;
    private static final long MINUTE_MS = 60_000;
    private static final String COUNTS = "counts";
    private static final String HOURLY = "hourly";
    private static final List<StoreDeclaration<?, ?>> DECLARATIONS = List.of(
            StoreDeclaration.keyValue(COUNTS, Access.POINT, Serdes.string(), Serdes.int64()),
            StoreDeclaration.windowed(HOURLY, HOUR_MS, Serdes.string(), Serdes.int64()), StoreDeclaration.system());

    /** What is below the overlays. */
    public enum EngineKind {
        MEMORY,
        ROCKSDB
    }

    @Param({"MEMORY", "ROCKSDB"})
    public EngineKind engine = EngineKind.MEMORY;

    private final ByteBuffer[] keys = new ByteBuffer[KEYS];
    private final SplittableRandom random = new SplittableRandom(42);
    private final Changelog changelog = new Changelog();
    private @Nullable Path folder;
    private @Nullable Task task;
    private long interval;
    private long nowMs = 1_760_000_000_000L - 1_760_000_000_000L % HOUR_MS;

    /** The open stores of one task. */
    private record Task(TaskStores stores, KeyValues<Long> counts, WindowValues<Long> hourly) {}

    /** Where sealed changes go: nothing is kept of them but their number, which is the changelog's offset. */
    private static final class Changelog implements ChangeSink {
        private long offset;
        private long bytes;

        @Override
        public void store(String name) {
            offset++; // the marker that ends what the interval wrote
        }

        @Override
        public void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
            offset++;
            bytes += keyLength + Math.max(valueLength, 0);
        }

        StorePosition position() {
            return new StorePosition(TOPIC, 0, offset, 1, 0);
        }

        private static final UUID TOPIC = new UUID(1, 2);
    }

    @Setup
    public void open() throws IOException {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ByteBuffer.wrap(("customer-" + i).getBytes(StandardCharsets.UTF_8));
        }
        StateMemory memory = new StateMemory(256L << 20);
        TaskStoresFactory factory;
        if (engine == EngineKind.ROCKSDB) {
            Path created = Files.createTempDirectory("store-benchmark");
            folder = created;
            factory = new RocksDbStores(created, new DiskStorage(), Clock.system(), memory);
        } else {
            factory = new MemoryStores(new MemoryDisk(), Clock.system(), memory);
        }
        TaskStores stores = factory.open("0_0", DECLARATIONS);
        for (StoreDeclaration<?, ?> declaration : DECLARATIONS) {
            stores.admit(declaration.name(), new ChangelogFacts(Changelog.TOPIC, 0, 0, 0, ChangelogFacts.UNKNOWN,
                    StorePosition.TOMBSTONES_KEPT_MS));
            stores.restore(declaration.name()).finish(changelog.position());
        }
        task = new Task(stores, stores.<String, Long>keyValue(COUNTS).bytes(),
                stores.<String, Long>windowed(HOURLY).bytes());
    }

    @TearDown
    public void close() {
        opened().stores.close(true);
        if (folder != null) {
            new DiskStorage().deleteTree(folder);
        }
    }

    private Task opened() {
        if (task == null) {
            throw new IllegalStateException("the stores are not open");
        }
        return task;
    }

    @Benchmark
    @OperationsPerInvocation(INTERVAL_RECORDS)
    public long count() {
        KeyValues<Long> counts = opened().counts;
        for (int i = 0; i < INTERVAL_RECORDS; i++) {
            ByteBuffer key = keys[random.nextInt(KEYS)];
            Long soFar = counts.get(key);
            counts.put(key, soFar == null ? 1L : soFar + 1);
        }
        return commit();
    }

    @Benchmark
    @OperationsPerInvocation(INTERVAL_RECORDS)
    public long windowedCount() {
        WindowValues<Long> hourly = opened().hourly;
        nowMs += MINUTE_MS;
        long startMs = nowMs - nowMs % HOUR_MS;
        for (int i = 0; i < INTERVAL_RECORDS; i++) {
            ByteBuffer key = keys[random.nextInt(KEYS)];
            Long soFar = hourly.get(key, startMs);
            hourly.put(key, startMs, soFar == null ? 1L : soFar + 1);
        }
        if (nowMs == startMs) {
            hourly.expireBefore(startMs - 3 * HOUR_MS);
        }
        return commit();
    }

    /** What a worker does at the end of an interval, with a cluster that answers at once. */
    private long commit() {
        TaskStores stores = opened().stores;
        stores.seal(++interval, changelog);
        stores.committed(interval, Map.of(COUNTS, changelog.position(), HOURLY, changelog.position()));
        stores.checkpointIfDue();
        return changelog.bytes;
    }
}
