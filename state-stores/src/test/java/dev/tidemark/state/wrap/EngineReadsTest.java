package dev.tidemark.state.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EngineReadsTest {

    private final MapBacking engine = new MapBacking();
    private final ReadCache cache = new ReadCache(1 << 20);
    private final EngineReads reads = new EngineReads(engine, cache);

    @Test
    void a_key_is_read_from_the_engine_once_whether_it_is_there_or_not() {
        has("here", "1");
        for (int time = 0; time < 3; time++) {
            assertThat(read("here")).isEqualTo("1");
            assertThat(read("here")).as("at once again").isEqualTo("1");
            assertThat(read("nowhere")).isNull();
            assertThat(read("nowhere")).isNull();
        }
        assertThat(engine.reads).isEqualTo(2);
    }

    @Test
    void a_key_that_is_changed_after_it_was_read_does_not_go_into_the_cache() {
        has("changed", "1");
        read("changed");
        reads.changed(bytes("changed"));
        has("changed", "2"); // by a checkpoint that found nothing in the cache
        reads.written(bytes("changed"), hash(bytes("changed")), bytes("2"));
        read("another");
        assertThat(read("changed")).isEqualTo("2");
    }

    @Test
    void what_a_checkpoint_writes_takes_the_place_of_what_is_cached() {
        has("key", "1");
        read("key");
        read("another");
        reads.written(bytes("key"), hash(bytes("key")), bytes("2"));
        assertThat(read("key")).isEqualTo("2");
        reads.written(bytes("key"), hash(bytes("key")), null);
        assertThat(read("key")).isNull();
        assertThat(engine.reads).isEqualTo(2);
    }

    @Test
    void nothing_that_was_read_counts_when_the_engine_was_changed_past_the_store() {
        has("cached", "1");
        has("last", "1");
        read("cached");
        read("last");
        has("cached", "2");
        has("last", "2");
        reads.forget();
        assertThat(read("last")).isEqualTo("2");
        assertThat(read("cached")).isEqualTo("2");
    }

    @Test
    void stores_that_share_a_cache_do_not_see_each_others_keys() {
        MapBacking other = new MapBacking();
        EngineReads ofOther = new EngineReads(other, cache);
        has("key", "1");
        read("key");
        read("another");
        byte[] key = bytes("key");
        assertThat(ofOther.get(key, 0, key.length, hash(key))).isNull();
    }

    private void has(String key, String value) {
        engine.entries.put(bytes(key), bytes(value));
    }

    private String read(String key) {
        byte[] within = bytes("<" + key + ">");
        int length = within.length - 2;
        byte[] value = reads.get(within, 1, length, KeyHash.of(within, 1, length));
        return value == null ? null : new String(value, StandardCharsets.US_ASCII);
    }

    private static int hash(byte[] key) {
        return KeyHash.of(key, 0, key.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
