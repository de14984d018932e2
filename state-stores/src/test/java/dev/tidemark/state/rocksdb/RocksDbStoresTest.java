package dev.tidemark.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.TaskStores;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.storage.Storage;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process opens ahead of its tasks. That somebody has a database is told by whoever opens it, too, and is refused. */
class RocksDbStoresTest {

    @TempDir
    Path folder;

    private RocksDbStores stores;

    private RocksDbStores factory() {
        return new RocksDbStores(folder, new DiskStorage(), Clock.system(), new StateMemory(16L << 20));
    }

    @BeforeEach
    void leaveTwoTasks() {
        try (RocksDbStores former = factory()) {
            former.open("0_0", List.of()).close();
            former.open("0_1", List.of()).close();
        }
        stores = factory();
    }

    @AfterEach
    void close() {
        stores.close();
    }

    private boolean inUse(String task) {
        try (RocksDbStores other = factory()) {
            other.open(task, List.of()).close();
            return false;
        } catch (TidemarkException e) {
            assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE);
            return true;
        }
    }

    @Test
    void what_is_on_the_disk_is_opened_ahead_and_is_the_one_that_a_task_gets() {
        assertThat(inUse("0_0")).isFalse();
        stores.openAhead();
        assertThat(inUse("0_0")).isTrue();
        assertThat(inUse("0_1")).isTrue();
        TaskStores opened = stores.open("0_0", List.of());
        opened.close();
        assertThat(inUse("0_0")).as("it had one owner").isFalse();
        stores.open("0_0", List.of()).close();
    }

    @Test
    void what_nobody_has_asked_for_is_closed_when_all_tasks_run_and_opened_when_somebody_does() {
        stores.openAhead();
        TaskStores opened = stores.open("0_0", List.of());
        stores.closeAhead();
        assertThat(inUse("0_0")).as("its task has it").isTrue();
        assertThat(inUse("0_1")).isFalse();
        opened.close();
        stores.open("0_1", List.of()).close();
        stores.closeAhead();
    }

    @Test
    void what_nobody_asked_for_is_closed_in_the_end() {
        stores.openAhead();
        stores.close();
        assertThat(inUse("0_0")).isFalse();
        assertThat(inUse("0_1")).isFalse();
        stores = factory();
    }

    @Test
    void a_task_that_has_been_opened_is_not_opened_ahead_of_itself() {
        TaskStores opened = stores.open("0_0", List.of());
        stores.openAhead();
        opened.close();
        assertThat(inUse("0_0")).isFalse();
        assertThat(inUse("0_1")).isTrue();
    }

    /** Both would open one database, and the second of them be refused: as a process in use by another. */
    @Test
    void a_task_that_is_just_being_opened_is_not_opened_ahead_beside_it() {
        stores.close();
        RocksDbStores[] racing = new RocksDbStores[1];
        DiskStorage disk = new DiskStorage();
        Storage meanwhile = (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(),
                new Class<?>[]{Storage.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("createFolders") && arguments[0].equals(folder.resolve("0_0"))) {
                        racing[0].openAhead();
                    }
                    return method.invoke(disk, arguments);
                });
        racing[0] = new RocksDbStores(folder, meanwhile, Clock.system(), new StateMemory(16L << 20));
        racing[0].open("0_0", List.of()).close();
        racing[0].close();
        stores = factory();
    }

    @Test
    void what_cannot_be_opened_ahead_is_left_to_whoever_asks_for_it() {
        try (RocksDbStores other = factory()) {
            TaskStores theirs = other.open("0_0", List.of());
            stores.openAhead();
            assertThatThrownBy(() -> stores.open("0_0", List.of())).isInstanceOfSatisfying(TidemarkException.class,
                    e -> assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE));
            theirs.close();
        }
        stores.open("0_0", List.of()).close();
    }
}
