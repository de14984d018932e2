package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiskStorageTest {

    private final DiskStorage disk = new DiskStorage();

    @TempDir
    Path folder;

    @Test
    void bytes_are_appended_written_read_and_cut() {
        try (StorageFile file = disk.open(folder.resolve("file"), Storage.Mode.CREATE)) {
            assertThat(file.append(text("hello"))).isZero();
            assertThat(file.append(text(" world"))).isEqualTo(5);
            file.write(text("J"), 0);
            file.force();
            file.truncate(8);
            assertThat(file.size()).isEqualTo(8);
            ByteBuffer read = ByteBuffer.allocate(100);
            assertThat(file.read(read, 3)).isEqualTo(5);
            assertThat(read.flip()).isEqualTo(text("lo wo"));
            assertThat(file.read(ByteBuffer.allocate(1), 8)).isZero();
        }
        assertThat(disk.readAll(folder.resolve("file"))).isEqualTo(text("Jello wo"));
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> disk.open(folder.resolve("none"), Storage.Mode.READ))
                .isInstanceOfSatisfying(TidemarkException.class, missing -> {
                    assertThat(missing.code()).isEqualTo(FailureCode.DISK_FAILED);
                    assertThat(missing.where()).isEqualTo(folder.resolve("none").toString());
                    assertThat(missing.why()).isEqualTo("there is no such file");
                });
    }

    @Test
    void a_map_shows_and_changes_the_file_and_throws_once_closed() {
        Path path = folder.resolve("file");
        MappedFile map;
        try (StorageFile file = disk.open(path, Storage.Mode.CREATE)) {
            map = file.map(10_000);
        }
        assertThat(disk.size(path)).isEqualTo(10_000);
        map.segment().set(ValueLayout.JAVA_BYTE, 9_999, (byte) 7);
        assertThat(disk.readAll(path).get(9_999)).isEqualTo((byte) 7);
        map.close();
        assertThatThrownBy(() -> map.segment().get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_lock_is_held_once() {
        Storage.Lock first = disk.tryLock(folder.resolve("lock"));
        assertThat(disk.tryLock(folder.resolve("lock"))).isNull();
        first.close();
        Storage.Lock second = disk.tryLock(folder.resolve("lock"));
        assertThat(second).isNotNull();
        second.close();
    }

    @Test
    void folders_are_listed_renamed_and_deleted_as_trees() {
        disk.createFolders(folder.resolve("a/b"));
        disk.replace(folder.resolve("a/b/2"), text("x"));
        disk.replace(folder.resolve("a/b/1"), text("y"));
        assertThat(disk.list(folder.resolve("a/b"))).containsExactly("1", "2");
        disk.rename(folder.resolve("a"), folder.resolve("c"));
        assertThat(disk.isFolder(folder.resolve("c/b"))).isTrue();
        disk.syncDirectory(folder);
        disk.deleteTree(folder.resolve("c"));
        disk.deleteTree(folder.resolve("c"));
        assertThat(disk.exists(folder.resolve("c"))).isFalse();
        assertThat(disk.list(folder.resolve("c"))).isEmpty();
        assertThat(disk.usableBytes(folder)).isBetween(1L, disk.totalBytes(folder));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the limit is compared with what Linux tells in /proc")
    void it_knows_how_many_files_the_process_may_have() throws Exception {
        String files = Files.readAllLines(Path.of("/proc/self/limits"))
                .stream()
                .filter(line -> line.startsWith("Max open files"))
                .findFirst()
                .orElseThrow()
                .split("\\s{2,}")[1];
        assertThat(disk.openFilesMax())
                .isEqualTo(files.equals("unlimited") ? Integer.MAX_VALUE
                        : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(files)));
    }

    private static ByteBuffer text(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }
}
