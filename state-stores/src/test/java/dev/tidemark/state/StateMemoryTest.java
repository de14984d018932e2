package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.serde.Serdes;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One budget for all stores of a process: what it asks for, and that doing so keeps to it. */
class StateMemoryTest {

    private static final List<String> STORES = List.of("one", "two", "three");

    private final StateMemory memory = new StateMemory(1 << 20);
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final MemoryStores factory = new MemoryStores(new MemoryDisk(), clock, memory);
    private final List<Task> tasks = List.of(new Task("0_0"), new Task("0_1"), new Task("1_0"));

    /** A task whose changelogs take everything. */
    private final class Task {
        private final TaskStores stores;
        private final Map<String, Long> ends = new HashMap<>();
        private long interval;

        Task(String name) {
            List<StoreDeclaration<?, ?>> declarations = new ArrayList<>();
            for (String store : STORES) {
                declarations.add(StoreDeclaration.keyValue(store, Access.POINT, Serdes.string(), Serdes.bytes()));
            }
            stores = factory.open(name, declarations);
            for (String store : STORES) {
                stores.admit(store, new ChangelogFacts(new UUID(1, 1), 0, 0, 0, ChangelogFacts.UNKNOWN,
                        StorePosition.TOMBSTONES_KEPT_MS));
                stores.restore(store).finish(position(store));
            }
        }

        StorePosition position(String store) {
            return new StorePosition(new UUID(1, 1), 0, ends.getOrDefault(store, 0L), 0, 0);
        }

        void put(String store, String key, int bytes) {
            stores.<String, byte[]>keyValue(store).put(key, new byte[bytes]);
        }

        void commit() {
            Map<String, StorePosition> positions = new HashMap<>();
            stores.seal(++interval, new ChangeSink() {
                private String store = "";

                @Override
                public void store(String name) {
                    store = name;
                }

                @Override
                public void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset,
                        int valueLength) {
                    ends.merge(store, 1L, Long::sum);
                    positions.put(store, position(store));
                }
            });
            stores.committed(interval, positions);
        }
    }

    @AfterEach
    void close() {
        tasks.forEach(task -> task.stores.close(true));
        assertThat(memory.overlayBytes()).as("all was given back").isZero();
    }

    /** Three eighths of the budget are theirs: 300 of 800 bytes. */
    @Test
    void more_is_asked_for_past_the_overlays_share_past_one_and_a_half_of_it_and_past_twice_of_it() {
        StateMemory small = new StateMemory(800);
        Map<Long, MemoryPressure> asked = new TreeMap<>();
        for (long held : List.of(300L, 301L, 450L, 451L, 600L, 601L)) {
            small.addOverlayBytes(held - small.overlayBytes());
            asked.put(held, small.pressure());
        }
        assertThat(asked).containsExactly(Map.entry(300L, MemoryPressure.NONE), Map.entry(301L, MemoryPressure.COMMIT),
                Map.entry(450L, MemoryPressure.COMMIT), Map.entry(451L, MemoryPressure.CHECKPOINT),
                Map.entry(600L, MemoryPressure.CHECKPOINT), Map.entry(601L, MemoryPressure.STOP_READING));
    }

    @Test
    void overlays_of_all_tasks_ask_every_task_for_a_commit_then_a_checkpoint_then_to_stop_reading() {
        List<MemoryPressure> asked = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; memory.pressure() != MemoryPressure.STOP_READING; i++) {
            Task task = tasks.get(random.nextInt(tasks.size()));
            task.put(STORES.get(random.nextInt(STORES.size())), "key" + i, 200);
            if (i % 20 == 0) {
                tasks.forEach(Task::commit);
            }
            for (Task other : tasks) {
                assertThat(other.stores.pressure()).as("one budget").isEqualTo(memory.pressure());
            }
            if (asked.isEmpty() || asked.getLast() != memory.pressure()) {
                asked.add(memory.pressure());
            }
        }
        assertThat(asked).containsExactly(MemoryPressure.NONE, MemoryPressure.COMMIT, MemoryPressure.CHECKPOINT,
                MemoryPressure.STOP_READING);
        tasks.forEach(Task::commit);
        List<CheckpointTrigger> taken = new ArrayList<>();
        for (Task task : tasks) {
            CheckpointTrigger trigger = task.stores.checkpointIfDue();
            if (trigger != null) {
                taken.add(trigger);
            }
        }
        assertThat(taken).as("until the pressure is gone").isNotEmpty().containsOnly(CheckpointTrigger.MEMORY_PRESSURE);
        assertThat(memory.pressure()).isLessThan(MemoryPressure.CHECKPOINT);
    }

    @Test
    void a_worker_that_does_what_is_asked_keeps_to_twice_the_overlays_share() {
        Random random = new Random(7);
        int commits = 0;
        int checkpoints = 0;
        long most = 0;
        for (int i = 0; i < 50_000; i++) {
            tasks.get(random.nextInt(tasks.size()))
                    .put(STORES.get(random.nextInt(STORES.size())), "key" + random.nextInt(5_000), 300);
            MemoryPressure pressure = memory.pressure();
            if (pressure.compareTo(MemoryPressure.COMMIT) >= 0) {
                tasks.forEach(Task::commit);
                commits++;
                for (Task task : tasks) {
                    checkpoints += task.stores.checkpointIfDue() == CheckpointTrigger.MEMORY_PRESSURE ? 1 : 0;
                }
            }
            most = Math.max(most, memory.overlayBytes());
        }
        assertThat(most).isLessThanOrEqualTo(2 * memory.overlayBytesMax());
        assertThat(commits).isPositive();
        assertThat(checkpoints).isPositive();
    }

    /** A value of 1,000 bytes beside its object counts twice. */
    @Test
    void what_is_seldom_written_again_is_kept_without_its_object() {
        List<StoreDeclaration<?, ?>> declarations = List.of(
                StoreDeclaration.windowed("often", 1, Serdes.string(), Serdes.bytes()),
                StoreDeclaration.joinSide("seldom", 60_000, Serdes.string(), Serdes.bytes()));
        TaskStores stores = factory.open("2_0", declarations);
        Map<String, Long> held = new TreeMap<>();
        long interval = 0;
        for (StoreDeclaration<?, ?> declaration : declarations) {
            String name = declaration.name();
            StorePosition position = new StorePosition(new UUID(1, 1), 0, 0, 0, 0);
            stores.admit(name, new ChangelogFacts(new UUID(1, 1), 0, 0, 0, ChangelogFacts.UNKNOWN,
                    StorePosition.TOMBSTONES_KEPT_MS));
            stores.restore(name).finish(position);
        }
        for (StoreDeclaration<?, ?> declaration : declarations) {
            String name = declaration.name();
            WindowStore<String, byte[]> store = stores.windowed(name);
            long before = memory.overlayBytes();
            store.put("key", 7, new byte[1_000]);
            stores.seal(++interval, new IgnoredChanges());
            stores.committed(interval, Map.of(name, new StorePosition(new UUID(1, 1), 0, interval, 0, 0)));
            assertThat(store.get("key", 7)).as("read from its bytes").hasSize(1_000);
            held.put(name, memory.overlayBytes() - before);
        }
        assertThat(held.get("often")).isBetween(2_000L, 2_300L);
        assertThat(held.get("seldom")).isBetween(1_000L, 1_300L);
        stores.close(false);
    }

    private static final class IgnoredChanges implements ChangeSink {
        @Override
        public void store(String name) {}

        @Override
        public void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {}
    }

    @Test
    void values_that_nobody_has_written_down_yet_count_by_what_they_were_before() {
        Task task = tasks.getFirst();
        task.put("one", "a", 10_000);
        task.commit();
        long before = memory.overlayBytes();
        for (int i = 0; i < 10; i++) {
            task.put("one", "key" + i, 10_000);
        }
        assertThat(memory.overlayBytes() - before).isBetween(100_000L, 110_000L);
        task.stores.aborted();
        assertThat(memory.overlayBytes()).isEqualTo(before);
    }
}
