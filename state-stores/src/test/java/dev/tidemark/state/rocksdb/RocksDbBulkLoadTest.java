package dev.tidemark.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.state.ByteStore;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksDbBulkLoadTest {

    private static final int FLUSHES = 12;
    private static final int MANY_FLUSHES = 40;

    @TempDir
    private Path folder;

    private long tables() {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".sst")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @Test
    void files_pile_up_while_a_store_is_filled_and_are_compacted_behind_it() {
        try (RocksDbOptions options = new RocksDbOptions(new StateMemory(16L << 20));
                RocksDbEngine engine = new RocksDbEngine(folder, new DiskStorage(), options, _ -> {})) {
            ByteStore store = engine.store("store.filled");
            engine.bulkLoading(store, true);
            fill(engine, store, FLUSHES);
            assertThat(tables()).isEqualTo(FLUSHES);
            engine.bulkLoading(store, false);
            engine.flush();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> tables() < FLUSHES);
            assertThat(store.get(key(7), 0, 4)).isEqualTo(key(FLUSHES - 1));
        }
    }

    @Test
    void what_is_filled_for_long_is_compacted_meanwhile() {
        try (RocksDbOptions options = new RocksDbOptions(new StateMemory(16L << 20));
                RocksDbEngine engine = new RocksDbEngine(folder, new DiskStorage(), options, _ -> {})) {
            ByteStore store = engine.store("store.filled");
            engine.bulkLoading(store, true);
            fill(engine, store, MANY_FLUSHES);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> tables() < MANY_FLUSHES / 2);
            assertThat(store.get(key(7), 0, 4)).isEqualTo(key(MANY_FLUSHES - 1));
        }
    }

    @Test
    void a_store_that_is_cleared_behind_its_fill_is_nothing_to_put_in_order() {
        try (RocksDbOptions options = new RocksDbOptions(new StateMemory(16L << 20));
                RocksDbEngine engine = new RocksDbEngine(folder, new DiskStorage(), options, _ -> {})) {
            ByteStore store = engine.store("store.filled");
            engine.bulkLoading(store, true);
            fill(engine, store, 1);
            engine.bulkLoading(store, false);
            engine.clear(store);
            engine.flush();
            fill(engine, store, 1);
            assertThat(store.get(key(7), 0, 4)).isEqualTo(key(0));
        }
    }

    @Test
    void batches_are_gathered_in_the_same_array_while_a_store_is_filled_and_only_then() {
        try (RocksDbOptions options = new RocksDbOptions(new StateMemory(16L << 20));
                RocksDbEngine engine = new RocksDbEngine(folder, new DiskStorage(), options, _ -> {})) {
            ByteStore store = engine.store("store.filled");
            byte[] before = written(engine, store, 1);
            engine.bulkLoading(store, true);
            byte[] first = written(engine, store, 2);
            byte[] second = written(engine, store, 3);
            engine.bulkLoading(store, false);
            byte[] behind = written(engine, store, 4);
            byte[] later = written(engine, store, 5);
            assertThat(first).isNotSameAs(before);
            assertThat(second).isSameAs(first);
            assertThat(behind).isNotSameAs(second);
            assertThat(later).as("a task that rests keeps none").isNotSameAs(behind);
            for (int i = 1; i <= 5; i++) {
                assertThat(store.get(key(i), 0, 4)).isEqualTo(key(i));
            }
        }
    }

    /** Where it was gathered. */
    private static byte @Nullable [] written(RocksDbEngine engine, ByteStore store, int number) {
        WriteBatch batch = engine.newBatch();
        batch.put(store, key(number), key(number));
        byte[] room = ((RocksDbBatch) batch).room();
        engine.write(batch);
        return room;
    }

    private static void fill(RocksDbEngine engine, ByteStore store, int flushes) {
        for (int flush = 0; flush < flushes; flush++) {
            WriteBatch batch = engine.newBatch();
            for (int i = 0; i < 100; i++) {
                batch.put(store, key(i), key(flush));
            }
            engine.write(batch);
            engine.flush();
        }
    }

    /** Nothing is compacted by itself here, so that the moments can be told apart. */
    @Test
    void writes_wait_for_nothing_until_the_files_of_a_filled_store_are_compacted() throws RocksDBException {
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true).setDisableAutoCompactions(true);
                FlushOptions flushing = new FlushOptions();
                RocksDB database = RocksDB.open(options, folder.toString())) {
            ColumnFamilyHandle family = database.getDefaultColumnFamily();
            int stopsAt = options.level0StopWritesTrigger();
            BulkLoads loads = new BulkLoads(database, 32L << 20);
            loads.begin(family);
            assertThat(database.getOptions(family).writeBufferSize()).as("a table that fits into a cache")
                    .isEqualTo(8L << 20);
            for (int flush = 0; flush < 24; flush++) {
                database.put(family, key(flush), key(0));
                database.flush(flushing, family);
            }
            loads.end(family);
            loads.settle();
            assertThat(database.getOptions(family).level0StopWritesTrigger()).isGreaterThan(1 << 20);
            assertThat(database.getOptions(family).writeBufferSize()).isEqualTo(32L << 20);
            database.compactRange(family);
            loads.settle();
            assertThat(database.getOptions(family).level0StopWritesTrigger()).isEqualTo(stopsAt);
            assertThat(database.getOptions(family).level0SlowdownWritesTrigger())
                    .isEqualTo(options.level0SlowdownWritesTrigger());
            database.setOptions(family,
                    MutableColumnFamilyOptions.builder().setLevel0StopWritesTrigger(50).build());
            loads.settle();
            assertThat(database.getOptions(family).level0StopWritesTrigger()).as("it was told once").isEqualTo(50);
        }
    }

    @Test
    void a_small_budget_is_not_passed_for_what_is_filled() throws RocksDBException {
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, folder.toString())) {
            ColumnFamilyHandle family = database.getDefaultColumnFamily();
            new BulkLoads(database, 1L << 20).begin(family);
            assertThat(database.getOptions(family).writeBufferSize()).isEqualTo(1L << 20);
        }
    }
}
