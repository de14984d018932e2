package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import org.junit.jupiter.api.Test;

class MemoryTaskStoresTest extends TaskStoresContract {

    private final MemoryDisk disk = new MemoryDisk();
    private final TaskStoresFactory factory = new MemoryStores(disk, clock, memory);

    @Override
    TaskStoresFactory factory() {
        return factory;
    }

    @Override
    void loseDisk() {
        disk.erase();
    }

    @Override
    int seeds() {
        return 150;
    }

    /** Entries of {@code system} in key order: all positions, all layouts, then the task's own. */
    @Test
    void a_flipped_bit_in_any_of_its_records_rebuilds_that_store_alone() {
        int records = 2 * DECLARATIONS.size();
        for (int index = 0; index < records; index++) {
            for (int bit : new int[]{0, 13, 77, 200}) {
                fresh();
                disk.flip("0_0", "system", index, bit);
                start();
                String flipped = logs.keySet().stream().toList().get(index % DECLARATIONS.size());
                for (String store : logs.keySet()) {
                    if (store.equals(flipped)) {
                        assertThat(admissions.get(store)).as("record %d, bit %d", index, bit)
                                .isEqualTo(new Admission.Rebuild(RebuildReason.CHECKSUM_FAILED));
                    } else {
                        assertThat(admissions.get(store)).as("store %s, record %d", store, index)
                                .isInstanceOf(Admission.Usable.class);
                    }
                }
                assertThat(stores.<String, Tally>keyValue(POINTS).get("a").count).isEqualTo(1);
                stores.close(false);
            }
        }
    }

    @Test
    void a_flipped_bit_in_the_tasks_own_entries_is_found_when_read_and_named_at_the_next_start() {
        fresh();
        disk.flip("0_0", "system", 2 * DECLARATIONS.size(), 3);
        start();
        assertThat(admissions.get(StoreDeclaration.SYSTEM)).isInstanceOf(Admission.Usable.class);
        KeyValueStore<byte[], byte[]> system = stores.keyValue(StoreDeclaration.SYSTEM);
        assertThatThrownBy(() -> system.get(bytes("frontier"))).isInstanceOfSatisfying(TidemarkException.class,
                e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_CORRUPT)).hasMessageContaining("task 0_0");
        stores.checkpoint(CheckpointTrigger.AGE); // of a commit that was under way meanwhile
        crash();
        assertThat(admissions.get(StoreDeclaration.SYSTEM))
                .isEqualTo(new Admission.Rebuild(RebuildReason.CHECKSUM_FAILED));
        assertThat(admissions.get(POINTS)).isInstanceOf(Admission.Usable.class);
        assertThat(stores.<byte[], byte[]>keyValue(StoreDeclaration.SYSTEM).get(bytes("frontier")))
                .isEqualTo(bytes("42"));
    }

    @Test
    void what_is_found_corrupt_while_a_checkpoint_is_written_is_named_at_the_next_start() {
        fresh();
        disk.flip("0_0", "system", 2 * DECLARATIONS.size(), 3);
        start();
        stores.<String, Tally>keyValue(POINTS).put("b", new Tally(2));
        sealAndCommit();
        clock.advanceMs(30_000);
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
        KeyValueStore<byte[], byte[]> system = stores.keyValue(StoreDeclaration.SYSTEM);
        assertThatThrownBy(() -> system.get(bytes("frontier"))).isInstanceOf(TidemarkException.class);
        writeCheckpoint();
        stores.<String, Tally>keyValue(POINTS).put("c", new Tally(3));
        sealAndCommit();
        clock.advanceMs(30_000);
        assertThat(stores.checkpointIfDue()).isEqualTo(CheckpointTrigger.AGE);
        writeCheckpoint(); // now the one before is durable
        crash();
        assertThat(admissions.get(StoreDeclaration.SYSTEM))
                .isEqualTo(new Admission.Rebuild(RebuildReason.CHECKSUM_FAILED));
        assertThat(admissions.get(POINTS)).isInstanceOf(Admission.Usable.class);
    }

    @Test
    void segments_that_expire_while_a_checkpoint_is_written_leave_the_engine_at_the_next() {
        threeOfFourWindowsExpireWhileACheckpointIsWritten();
        assertThat(disk.entries("0_0", "store.windows")).isEqualTo(1);
    }

    @Test
    void a_restore_leaves_nothing_of_what_expired_on_the_way() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        for (long start = 0; start < 40; start += 10) {
            windows.put("a", start, new Tally(start));
        }
        sealAndCommit();
        windows.bytes().expireBefore(30);
        sealAndCommit();
        loseDisk();
        crash();
        assertThat(stores.windowed(WINDOWS).bytes().starts()).containsExactly(30);
        stores.close(true); // what was restored is on the disk by now
        assertThat(disk.entries("0_0", "store.windows")).isEqualTo(1);
    }

    @Test
    void expired_segments_leave_the_engine_at_the_checkpoint() {
        start();
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        for (int i = 0; i < 50; i++) {
            windows.put("k" + i, 0, new Tally(i));
            windows.put("k" + i, 10, new Tally(i));
        }
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        assertThat(disk.entries("0_0", "store.windows")).isEqualTo(100);
        windows.bytes().expireBefore(10);
        sealAndCommit();
        assertThat(disk.entries("0_0", "store.windows")).isEqualTo(100);
        stores.checkpoint(CheckpointTrigger.AGE);
        assertThat(disk.entries("0_0", "store.windows")).isEqualTo(50);
    }

    private void fresh() {
        disk.erase();
        logs = newLogs();
        start();
        stores.<String, Tally>keyValue(POINTS).put("a", new Tally(1));
        stores.<String, Tally>keyValue(SORTED).put("a", new Tally(2));
        stores.<String, Tally>windowed(WINDOWS).put("a", 10, new Tally(3));
        stores.<byte[], byte[]>keyValue(StoreDeclaration.SYSTEM).put(bytes("frontier"), bytes("42"));
        sealAndCommit();
        stores.close(true);
    }
}
