package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What scans show, in whichever layer an entry is. */
interface ScanContract {

    TaskStoresContract at();

    /** Where what a test wrote stands when it is scanned. */
    enum Layer {
        ACTIVE, SEALED, COMMITTED, CHECKPOINTED
    }

    @Test
    default void both_orders_and_all_kinds_of_range_show_every_layer() {
        for (Layer lower : Layer.values()) {
            for (Layer upper : Layer.values()) {
                if (upper.compareTo(lower) > 0 || (upper == Layer.SEALED && lower == Layer.SEALED)) {
                    continue; // there is one sealed layer, and nothing sinks past another
                }
                at().freshStart();
                KeyValueStore<String, Tally> sorted = at().stores.keyValue(TaskStoresContract.SORTED);
                for (String key : List.of("a", "b", "ba", "c", "d")) {
                    sorted.put(key, new Tally(1));
                }
                moveTo(lower);
                sorted.put("b", new Tally(2));
                sorted.put("bb", new Tally(2));
                sorted.remove("c");
                moveTo(upper);
                String layers = upper + " over " + lower;
                assertThat(all(sorted, ScanOrder.FORWARD, 10)).as(layers)
                        .containsExactly("a=1", "b=2", "ba=1", "bb=2", "d=1");
                assertThat(all(sorted, ScanOrder.REVERSE, 3)).as(layers).containsExactly("d=1", "bb=2", "ba=1");
                List<String> found = new ArrayList<>();
                sorted.range("b", "d", ScanOrder.REVERSE, 10, (key, value) -> found.add(key + "=" + value));
                assertThat(found).as(layers).containsExactly("bb=2", "ba=1", "b=2");
                found.clear();
                sorted.prefix(TaskStoresContract.bytes("b"), ScanOrder.REVERSE, 10, (key, value) -> found.add(key));
                assertThat(found).as(layers).containsExactly("bb", "ba", "b");
                found.clear();
                sorted.prefix(TaskStoresContract.bytes("b"), ScanOrder.FORWARD, 2, (key, value) -> found.add(key));
                assertThat(found).as(layers).containsExactly("b", "ba");
            }
        }
    }

    @Test
    default void what_an_aborted_interval_wrote_and_removed_is_scanned_no_longer() {
        at().freshStart();
        KeyValueStore<String, Tally> sorted = at().stores.keyValue(TaskStoresContract.SORTED);
        sorted.put("a", new Tally(1));
        sorted.put("b", new Tally(1));
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        sorted.put("b", new Tally(2));
        sorted.remove("a");
        at().seal();
        sorted.put("c", new Tally(3));
        assertThat(all(sorted, ScanOrder.REVERSE, 10)).containsExactly("c=3", "b=2");
        at().abort();
        assertThat(all(sorted, ScanOrder.REVERSE, 10)).containsExactly("b=1", "a=1");
    }

    @Test
    default void a_range_of_a_store_declared_point_is_refused_with_its_name_and_what_to_declare() {
        at().freshStart();
        KeyValueStore<String, Tally> points = at().stores.keyValue(TaskStoresContract.POINTS);
        points.put("a", new Tally(1));
        assertThatThrownBy(() -> points.range("a", "b", ScanOrder.FORWARD, 1, (key, value) -> {}))
                .isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("store points")
                .hasMessageContaining("SCAN");
        assertThatThrownBy(() -> points.all(ScanOrder.REVERSE, 1, (key, value) -> {}))
                .isInstanceOf(InvariantFailure.class);
    }

    @Test
    default void windows_are_scanned_back_in_time_and_over_all_keys() {
        at().freshStart();
        Map<String, List<String>> byStore = new TreeMap<>();
        for (String name : List.of(TaskStoresContract.WINDOWS, TaskStoresContract.HOPS)) {
            WindowStore<String, Tally> windows = at().stores.windowed(name);
            windows.put("a", 0, new Tally(1));
            windows.put("b", 0, new Tally(2));
            windows.put("a", 200, new Tally(3));
            at().sealAndCommit();
            at().stores.checkpoint(CheckpointTrigger.AGE);
            windows.put("a", 40, new Tally(4));
            at().sealAndCommit();
            windows.put("b", 50, new Tally(5));
            at().seal();
            windows.put("a", 50, new Tally(6));
            windows.remove("b", 0);
            List<String> found = new ArrayList<>();
            windows.scan("a", -100, 200, ScanOrder.REVERSE, (start, value) -> found.add(start + "=" + value));
            assertThat(found).as(name).containsExactly("50=6", "40=4", "0=1");
            found.clear();
            windows.bytes()
                    .scanKey(ByteBuffer.wrap(TaskStoresContract.bytes("a")), 40, 51,
                            (start, value) -> found.add(start + "=" + value));
            assertThat(found).as(name).containsExactly("40=4", "50=6");
            windows.bytes()
                    .scanAll(0, 51, ScanOrder.FORWARD, 10, (key, start, value) -> byStore
                            .computeIfAbsent(name, absent -> new ArrayList<>())
                            .add(TaskStoresContract.text(key) + start + "=" + value));
            found.clear();
            windows.bytes()
                    .scanAll(Long.MIN_VALUE, Long.MAX_VALUE, ScanOrder.REVERSE, 2,
                            (key, start, value) -> found.add(TaskStoresContract.text(key) + start));
            assertThat(found).as(name).containsExactly("a200", "b50");
            at().commit();
        }
        assertThat(byStore.get(TaskStoresContract.WINDOWS)).as("a segment per start: by start")
                .containsExactly("a0=1", "a40=4", "a50=6", "b50=5");
        assertThat(byStore.get(TaskStoresContract.HOPS)).as("four starts a segment: by key within it")
                .containsExactly("a0=1", "a40=4", "a50=6", "b50=5");
    }

    /** Takes what is active into a layer. */
    private void moveTo(Layer layer) {
        switch (layer) {
            case ACTIVE -> {}
            case SEALED -> at().seal();
            case COMMITTED -> at().sealAndCommit();
            case CHECKPOINTED -> {
                at().sealAndCommit();
                at().stores.checkpoint(CheckpointTrigger.AGE);
            }
        }
    }

    private static List<String> all(KeyValueStore<String, Tally> store, ScanOrder order, int limit) {
        List<String> found = new ArrayList<>();
        int visited = store.all(order, limit, (key, value) -> found.add(key + "=" + value));
        assertThat(visited).isEqualTo(found.size());
        return found;
    }
}
