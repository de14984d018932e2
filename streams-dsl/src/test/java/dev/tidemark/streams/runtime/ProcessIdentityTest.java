package dev.tidemark.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.DiskStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {

    private final DiskStorage storage = new DiskStorage();

    @Test
    void a_restart_has_the_identity_of_the_process_before(@TempDir Path folder) {
        UUID first;
        try (ProcessIdentity identity = ProcessIdentity.take(storage, folder.resolve("app"), new Random(1))) {
            first = identity.id();
            assertThat(first.version()).isEqualTo(4);
            assertThat(identity.transactionalId("app", 2)).isEqualTo("app-" + first + "-2");
        }
        try (ProcessIdentity identity = ProcessIdentity.take(storage, folder.resolve("app"), new Random(2))) {
            assertThat(identity.id()).isEqualTo(first);
        }
    }

    @Test
    void a_restart_knows_how_many_workers_may_have_left_a_transaction_open(@TempDir Path folder) throws Exception {
        try (ProcessIdentity identity = ProcessIdentity.take(storage, folder, new Random(1))) {
            assertThat(identity.workersBefore()).isZero();
            identity.noteWorkers(4);
        }
        try (ProcessIdentity identity = ProcessIdentity.take(storage, folder, new Random(2))) {
            assertThat(identity.workersBefore()).isEqualTo(4);
            Files.writeString(folder.resolve("process.workers"), "some");
            assertThatExceptionOfType(TidemarkException.class).isThrownBy(identity::workersBefore)
                    .withMessageContaining("process.workers")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_UNUSABLE));
        }
    }

    @Test
    void two_processes_never_share_one(@TempDir Path folder) {
        try (ProcessIdentity held = ProcessIdentity.take(storage, folder, new Random(1))) {
            assertThat(held.id()).isNotNull();
            assertThatExceptionOfType(TidemarkException.class)
                    .isThrownBy(() -> ProcessIdentity.take(storage, folder, new Random(2)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE))
                    .withMessageContaining(folder.toString());
        }
    }

    @Test
    void a_damaged_identity_is_named_and_lets_go_of_the_lock(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("process.id"), "not a uuid");
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(TidemarkException.class)
                    .isThrownBy(() -> ProcessIdentity.take(storage, folder, new Random(1)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_UNUSABLE));
        }
    }
}
