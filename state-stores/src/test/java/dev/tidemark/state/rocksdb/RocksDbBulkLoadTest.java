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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbBulkLoadTest {

    private static final int FLUSHES = 12;

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
            for (int flush = 0; flush < FLUSHES; flush++) {
                WriteBatch batch = engine.newBatch();
                for (int i = 0; i < 100; i++) {
                    batch.put(store, key(i), key(flush));
                }
                engine.write(batch);
                engine.flush();
            }
            assertThat(tables()).isEqualTo(FLUSHES);
            engine.bulkLoading(store, false);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> tables() < FLUSHES);
            assertThat(store.get(key(7), 0, 4)).isEqualTo(key(FLUSHES - 1));
        }
    }
}
