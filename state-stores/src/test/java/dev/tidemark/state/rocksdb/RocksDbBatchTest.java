package dev.tidemark.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.ByteStore;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.WriteBatch;
import dev.tidemark.storage.DiskStorage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into a batch, read back from the engine that took it. */
class RocksDbBatchTest {

    /** Around each number of bytes that a length of a key or value itself takes. */
    private static final List<Integer> LENGTHS = List.of(0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152);

    @TempDir
    Path folder;

    private RocksDbOptions options;
    private RocksDbEngine engine;

    private void open() {
        options = new RocksDbOptions(new StateMemory(64L << 20));
        engine = new RocksDbEngine(folder.resolve("0_0"), new DiskStorage(), options, _ -> {});
    }

    @AfterEach
    void close() {
        engine.close();
        options.close();
    }

    private static byte[] bytes(int length, int fill) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    private static byte[] found(ByteStore store, byte[] key) {
        return store.get(key, 0, key.length);
    }

    @Test
    void keys_and_values_of_all_lengths_go_to_their_stores() {
        open();
        List<ByteStore> stores = new ArrayList<>();
        WriteBatch batch = engine.newBatch();
        for (int i = 0; i < 3; i++) {
            ByteStore store = engine.store("store." + i);
            stores.add(store);
            for (int length : LENGTHS) {
                batch.put(store, bytes(length, 'k'), bytes(length, i));
            }
        }
        assertThat(batch.sizeInBytes()).isGreaterThan(3L * 2 * 4_194_303);
        engine.write(batch);
        engine.flush();
        engine.close();
        options.close();
        open();
        for (int i = 0; i < 3; i++) {
            for (int length : LENGTHS) {
                assertThat(found(engine.store("store." + i), bytes(length, 'k'))).isEqualTo(bytes(length, i));
            }
        }
    }

    /** From the heap to outside of it. */
    @Test
    void the_order_of_the_calls_holds_beyond_what_is_gathered_on_the_heap() {
        open();
        ByteStore store = engine.store("store.a");
        WriteBatch batch = engine.newBatch();
        batch.put(store, bytes(1, 1), bytes(1, 'a'));
        batch.put(store, bytes(1, 2), bytes(1, 'a'));
        batch.put(store, bytes(1, 3), bytes(1, 'a'));
        long before = batch.sizeInBytes();
        for (int large = 10; large < 20; large++) {
            batch.put(store, ByteBuffer.wrap(bytes(1 << 20, large)), 0, 1, 1, (1 << 20) - 1);
        }
        assertThat(batch.sizeInBytes()).isBetween(before + (10L << 20), before + (10L << 20) + 1_000);
        batch.delete(store, bytes(1, 1));
        batch.put(store, bytes(1, 2), bytes(1, 'b'));
        batch.deleteRange(store, KeyRange.of(bytes(1, 19), null));
        engine.write(batch);
        assertThat(keys(store)).containsExactly(2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18);
        assertThat(found(store, bytes(1, 2))).isEqualTo(bytes(1, 'b'));
        assertThat(found(store, bytes(1, 18))).isEqualTo(bytes((1 << 20) - 1, 18));
    }

    @Test
    void deletions_of_keys_and_ranges_take_place_in_the_order_of_the_calls() {
        open();
        ByteStore store = engine.store("store.a");
        ByteStore other = engine.store("store.b");
        WriteBatch batch = engine.newBatch();
        for (int key = 1; key < 10; key++) {
            batch.put(store, bytes(1, key), bytes(200, key));
            batch.put(other, bytes(1, key), bytes(200, key));
        }
        batch.delete(store, bytes(1, 9));
        batch.deleteRange(store, KeyRange.of(bytes(1, 2), bytes(1, 5)));
        batch.put(store, bytes(1, 3), bytes(1, 33));
        batch.deleteRange(other, KeyRange.of(bytes(1, 4), null));
        engine.write(batch);
        assertThat(keys(store)).containsExactly(1, 3, 5, 6, 7, 8);
        assertThat(found(store, bytes(1, 3))).isEqualTo(bytes(1, 33));
        assertThat(keys(other)).containsExactly(1, 2, 3);
    }

    private static List<Integer> keys(ByteStore store) {
        List<Integer> keys = new ArrayList<>();
        try (ByteCursor cursor = store.scan(KeyRange.all(), ScanOrder.FORWARD)) {
            while (cursor.next()) {
                keys.add((int) cursor.key()[0]);
            }
        }
        return keys;
    }
}
