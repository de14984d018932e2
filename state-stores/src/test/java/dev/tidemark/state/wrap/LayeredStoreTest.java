package dev.tidemark.state.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.state.Access;
import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.Rewrites;
import dev.tidemark.state.StateMemory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The layers of a store whose segments of time are dropped by commits, while keys of them are still read and written. */
class LayeredStoreTest {

    private static final ChangeSink NO_CHANGELOG = new ChangeSink() {
        @Override
        public void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {}

        @Override
        public void store(String name) {}
    };
    private static final int EVERYTHING = Integer.MAX_VALUE;

    private final MapBacking engine = new MapBacking();
    private final StateMemory memory = new StateMemory(1 << 20);

    /** Segments expire only when told so. */
    private static final class Segments implements KeyForm {

        @Override
        public int changelogKeyOffset() {
            return Long.BYTES;
        }

        @Override
        public boolean timed() {
            return true;
        }

        @Override
        public byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value) {
            throw new AssertionError("nothing is restored");
        }

        @Override
        public String notOurs() {
            return "all keys are";
        }

        @Override
        public boolean expired(byte[] key) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_committed_of_a_dropped_segment_is_gone_and_costs_nothing(Rewrites rewrites) {
        LayeredStore<String> store = store(rewrites);
        put(store, 1, "old");
        put(store, 2, "young");
        commit(store);
        long both = memory.overlayBytes();
        store.dropCommittedBefore(2);
        assertThat(get(store, 1)).isNull();
        assertThat(get(store, 2)).isEqualTo("young");
        assertThat(memory.overlayBytes()).isPositive().isLessThan(both);
        checkpoint(store);
        assertThat(memory.overlayBytes()).isZero();
        assertThat(engine.entries).hasSize(1);
    }

    @Test
    void a_key_that_was_read_before_its_segment_was_dropped_is_written_all_the_same() {
        LayeredStore<String> store = store(Rewrites.OFTEN);
        put(store, 1, "old");
        commit(store);
        assertThat(get(store, 1)).isEqualTo("old");
        store.dropCommittedBefore(2);
        put(store, 1, "late");
        assertThat(get(store, 1)).isEqualTo("late");
        commit(store);
        assertThat(get(store, 1)).isEqualTo("late");
    }

    @Test
    void a_key_that_comes_again_after_its_segment_was_dropped_is_checkpointed_once() {
        LayeredStore<String> store = store(Rewrites.OFTEN);
        put(store, 1, "old");
        put(store, 1, 7, "beside it");
        commit(store);
        store.dropCommittedBefore(2);
        put(store, 1, "late");
        commit(store);
        store.leaves();
        assertThat(store.writeLeaving(MapBacking.NO_BATCH, EVERYTHING, key -> false)).isEqualTo(1);
        assertThat(engine.entries).hasSize(1);
        assertThat(get(store, 1)).isEqualTo("late");
    }

    @Test
    void what_is_sealed_of_a_dropped_segment_stays_until_it_is_committed_or_falls() {
        for (Consumer<LayeredStore<String>> end : List.<Consumer<LayeredStore<String>>>of(
                LayeredStore::committed,
                LayeredStore::aborted)) {
            LayeredStore<String> store = store(Rewrites.OFTEN);
            put(store, 1, "sealed");
            put(store, 1, 7, "committed");
            store.seal(NO_CHANGELOG);
            store.dropCommittedBefore(2);
            assertThat(get(store, 1)).isEqualTo("sealed");
            end.accept(store);
            store.close();
        }
        assertThat(memory.overlayBytes()).isZero();
    }

    private LayeredStore<String> store(Rewrites rewrites) {
        return new LayeredStore<>("a store", engine, Serdes.string(), new Segments(), Access.SCAN, rewrites, memory,
                new ReadCache(1 << 16));
    }

    private static void put(LayeredStore<String> store, long segment, String value) {
        put(store, segment, 0, value);
    }

    private static void put(LayeredStore<String> store, long segment, long timeMs, String value) {
        byte[] key = key(segment, timeMs);
        store.get(key, 0, key.length);
        store.put(key, 0, key.length, value);
    }

    private static @Nullable String get(LayeredStore<String> store, long segment) {
        byte[] key = key(segment, 0);
        return store.get(key, 0, key.length);
    }

    private static void commit(LayeredStore<String> store) {
        store.seal(NO_CHANGELOG);
        store.committed();
    }

    private static void checkpoint(LayeredStore<String> store) {
        store.leaves();
        store.writeLeaving(MapBacking.NO_BATCH, EVERYTHING, key -> false);
        store.cacheLeaving(EVERYTHING);
        store.left();
    }

    private static byte[] key(long segment, long timeMs) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(segment ^ Long.MIN_VALUE)
                .putLong(timeMs ^ Long.MIN_VALUE)
                .array();
    }
}
