package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryStorageTest {

    private static final Path FOLDER = Path.of("/data");
    private static final Path FILE = FOLDER.resolve("file");

    private final MemoryStorage disk = new MemoryStorage();

    @BeforeEach
    void folder() {
        disk.createFolders(FOLDER);
    }

    private static ByteBuffer pages(int count, char fill) {
        return StandardCharsets.US_ASCII.encode(String.valueOf(fill).repeat(count * MemoryStorage.PAGE_BYTES));
    }

    @Test
    void forced_bytes_survive_power_loss_and_later_ones_may_not() {
        Set<Long> sizes = new HashSet<>();
        Set<Boolean> holes = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            MemoryStorage each = new MemoryStorage();
            each.createFolders(FOLDER);
            StorageFile file = each.open(FILE, Storage.Mode.CREATE);
            file.append(pages(2, 'a'));
            file.force();
            each.syncDirectory(FOLDER);
            file.append(pages(4, 'b'));
            each.losePower(new SplittableRandom(seed));

            ByteBuffer left = each.readAll(FILE);
            assertThat(left.remaining()).as("seed %s", seed).isBetween(2 * 4096, 6 * 4096);
            assertThat(left.slice(0, 2 * 4096)).isEqualTo(pages(2, 'a'));
            sizes.add((long) left.remaining());
            holes.add(left.remaining() > 3 * 4096 && left.get(2 * 4096) == 0);
        }
        assertThat(sizes).as("torn at different places").hasSizeGreaterThan(5);
        assertThat(holes).as("a later page may survive an earlier one").contains(true);
    }

    @Test
    void what_was_cut_off_is_not_found_again_where_the_file_grew_anew() {
        StorageFile file = disk.open(FILE, Storage.Mode.CREATE);
        disk.syncDirectory(FOLDER);
        file.append(pages(3, 'a'));
        file.force();
        file.truncate(100);
        file.force();
        file.write(pages(1, 'b'), 2 * 4096);
        file.force();
        disk.losePower(new SplittableRandom(1));

        ByteBuffer expected = ByteBuffer.allocate(3 * 4096)
                .put(pages(1, 'a').limit(100))
                .position(2 * 4096)
                .put(pages(1, 'b'));
        assertThat(disk.readAll(FILE)).isEqualTo(expected.flip());
    }

    @Test
    void a_killed_process_loses_no_byte_and_no_name() {
        disk.open(FILE, Storage.Mode.CREATE).append(pages(1, 'a'));
        disk.killProcess();

        assertThat(disk.readAll(FILE)).isEqualTo(pages(1, 'a'));
    }

    @Test
    void the_maps_of_a_process_end_with_it_and_keep_their_bytes() {
        MappedFile map = disk.open(FILE, Storage.Mode.CREATE).map(8);
        map.segment().set(ValueLayout.JAVA_BYTE, 3, (byte) 7);
        disk.killProcess();

        assertThat(disk.readAll(FILE).get(3)).isEqualTo((byte) 7);
        assertThatThrownBy(() -> map.segment().get(ValueLayout.JAVA_BYTE, 3)).isInstanceOf(IllegalStateException.class);
        map.close(); // by whoever does not know yet
    }

    @Test
    void a_name_survives_power_loss_only_in_a_synced_folder() {
        Set<Boolean> outcomes = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            MemoryStorage each = new MemoryStorage();
            each.createFolders(FOLDER);
            try (StorageFile file = each.open(FILE, Storage.Mode.CREATE)) {
                file.append(pages(1, 'a'));
                file.force();
            }
            each.losePower(new SplittableRandom(seed));
            outcomes.add(each.exists(FILE));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_folder_whose_rename_was_lost_is_there_under_its_old_name() {
        Set<Boolean> renamed = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            MemoryStorage each = new MemoryStorage();
            each.createFolders(FOLDER);
            each.open(FILE, Storage.Mode.CREATE).close();
            each.syncDirectory(FOLDER);
            Path other = FOLDER.resolveSibling("other");
            each.rename(FOLDER, other);
            each.losePower(new SplittableRandom(seed));
            Path where = each.exists(FILE) ? FOLDER : other;
            assertThat(each.exists(where.resolve("file"))).isTrue();
            assertThat(each.isFolder(where)).as("seed %s", seed).isTrue();
            renamed.add(where.equals(other));
        }
        assertThat(renamed).containsExactlyInAnyOrder(true, false);
    }

    /** A seed found the file of a deleted topic's folder in the folder of its successor. */
    @Test
    void an_unsynced_name_stays_in_its_folder_when_another_folder_takes_that_ones_name() {
        Path other = Path.of("/other");
        for (int seed = 0; seed < 10; seed++) {
            MemoryStorage each = new MemoryStorage();
            each.createFolders(FOLDER);
            each.open(FILE, Storage.Mode.CREATE).close();
            each.rename(FOLDER, other);
            each.syncDirectory(Path.of("/"));
            each.createFolders(FOLDER);
            each.open(FOLDER.resolve("of the new one"), Storage.Mode.CREATE).close();
            each.syncDirectory(FOLDER);
            each.losePower(new SplittableRandom(seed));

            assertThat(each.list(FOLDER)).containsExactly("of the new one");
        }
    }

    @Test
    void a_renamed_folder_keeps_what_was_made_in_it_once_it_is_synced() {
        Path other = Path.of("/other");
        disk.open(FILE, Storage.Mode.CREATE).close();
        disk.rename(FOLDER, other);
        disk.syncDirectory(Path.of("/"));
        disk.syncDirectory(other);
        disk.losePower(new SplittableRandom(1));

        assertThat(disk.list(other)).containsExactly("file");
    }

    @Test
    void a_replaced_file_is_the_old_or_the_new_one_after_power_loss() {
        disk.replace(FILE, StandardCharsets.US_ASCII.encode("old"));
        disk.replace(FILE, StandardCharsets.US_ASCII.encode("new"));
        disk.losePower(new SplittableRandom(1));

        assertThat(StandardCharsets.US_ASCII.decode(disk.readAll(FILE)).toString()).isEqualTo("new");
        assertThat(disk.list(FOLDER)).containsExactly("file");
    }

    @Test
    void files_and_locks_of_a_dead_process_are_of_no_use() {
        StorageFile file = disk.open(FILE, Storage.Mode.CREATE);
        assertThat(disk.tryLock(FOLDER.resolve("lock"))).isNotNull();
        assertThat(disk.tryLock(FOLDER.resolve("lock"))).isNull();
        disk.killProcess();

        assertThatThrownBy(() -> file.append(pages(1, 'x'))).isInstanceOf(TidemarkException.class);
        assertThat(disk.tryLock(FOLDER.resolve("lock"))).isNotNull();
    }

    @Test
    void bytes_written_through_a_map_are_the_files() {
        StorageFile file = disk.open(FILE, Storage.Mode.CREATE);
        MappedFile map = file.map(100);
        map.segment().set(ValueLayout.JAVA_BYTE, 7, (byte) 42);
        assertThat(disk.readAll(FILE).get(7)).isEqualTo((byte) 42);
        map.close();
        assertThat(disk.readAll(FILE).get(7)).isEqualTo((byte) 42);
        assertThatThrownBy(() -> map.segment().get(ValueLayout.JAVA_BYTE, 7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_full_disk_says_so() {
        StorageFile file = disk.open(FILE, Storage.Mode.CREATE);
        disk.capacityBytes(5000);
        file.append(pages(1, 'a'));
        assertThatThrownBy(() -> file.append(pages(1, 'b'))).isInstanceOfSatisfying(TidemarkException.class,
                full -> assertThat(full.code()).isEqualTo(FailureCode.DISK_FULL));
        assertThat(file.size()).isEqualTo(4096);
    }
}
