package dev.tidemark.broker.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.quorum.MetadataQuorum.Outcome;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleNodeQuorumTest extends MetadataQuorumContract {

    private static final Path FOLDER = Path.of("/data/metadata");
    private static final Path LOG = FOLDER.resolve("00000000000000000000.log");

    private final MemoryStorage storage = new MemoryStorage();
    private final ManualClock clock = new ManualClock(0);
    private final ManualLoop control = new ManualLoop(clock);
    private final ManualLoop flusher = new ManualLoop(clock);
    private final List<Throwable> failures = new ArrayList<>();

    @Override
    protected MetadataQuorum newNode() {
        return node(storage);
    }

    private MetadataQuorum node(Storage over) {
        return new SingleNodeQuorum(over, FOLDER, control, flusher, failures::add);
    }

    @Override
    protected void lose(MetadataQuorum node) {
        storage.killProcess();
    }

    @Override
    protected void settle() {
        while (control.runReady() + flusher.runReady() > 0) {
            assertThat(control.inLoop()).isFalse();
        }
    }

    @Test
    void power_loss_takes_no_acknowledged_batch_and_leaves_none_half() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryStorage disk = new MemoryStorage();
            List<Long> acked = new ArrayList<>();
            long proposed = 0;
            for (int life = 0; life < 3; life++) {
                Witness heard = new Witness();
                MetadataQuorum node = node(disk);
                node.start(heard).toCompletableFuture().join();
                assertThat(heard.heard.size()).as("seed %s", seed).isBetween(acked.size(), (int) proposed);
                for (int i = 0; i < heard.heard.size(); i++) {
                    assertThat(heard.heard.get(i)).as("seed %s", seed).contains("nextProducerId=" + i + "]");
                }
                proposed = heard.heard.size();
                for (int step = 0; step < 30; step++) {
                    switch (random.nextInt(3)) {
                        case 0 -> {
                            long number = proposed++;
                            node.propose(heard.epoch, batch(number)).thenRun(() -> acked.add(number));
                        }
                        case 1 -> flusher.runOne();
                        default -> control.runOne();
                    }
                }
                // what the flusher has not begun never reaches the disk
                disk.losePower(random);
                dropTasks();
            }
        }
    }

    private void dropTasks() {
        try {
            settle();
        } catch (TidemarkException lostHandle) {
            settle();
        }
    }

    @Test
    void commits_cost_one_force_each() {
        CountingStorage counting = new CountingStorage(storage);
        MetadataQuorum node = node(counting);
        node.start(witness).toCompletableFuture().join();
        long before = counting.forces();
        for (int i = 0; i < 10; i++) {
            node.propose(witness.epoch, batch(i));
            settle();
        }
        assertThat(counting.forces() - before).isEqualTo(10);
    }

    @Test
    void a_torn_last_batch_is_cut_off_and_the_log_goes_on() {
        MetadataQuorum node = started(witness);
        node.propose(witness.epoch, batch(1));
        node.propose(witness.epoch, batch(2));
        settle();
        node.close();
        try (StorageFile file = storage.open(LOG, Storage.Mode.WRITE)) {
            file.truncate(file.size() - 3);
        }
        Witness next = new Witness();
        MetadataQuorum again = started(next);
        assertThat(next.heard).containsExactly("epoch 0 " + batch(1));
        again.propose(next.epoch, batch(3));
        settle();
        lose(again);
        Witness last = new Witness();
        started(last);
        assertThat(last.heard).containsExactly("epoch 0 " + batch(1), "epoch " + next.epoch + " " + batch(3));
    }

    @Test
    void a_corrupt_byte_before_the_last_batch_is_an_error_with_its_position_and_changes_nothing() {
        MetadataQuorum node = started(witness);
        node.propose(witness.epoch, batch(1));
        settle();
        long secondFrame = storage.size(LOG);
        node.propose(witness.epoch, batch(2));
        settle();
        long thirdFrame = storage.size(LOG);
        node.propose(witness.epoch, batch(3));
        settle();
        node.close();
        for (long position = secondFrame; position < thirdFrame; position++) {
            flip(position);
            ByteBuffer damaged = storage.readAll(LOG);
            assertThatThrownBy(() -> newNode().start(new Witness())).as("byte %s", position)
                    .isInstanceOfSatisfying(TidemarkException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(FailureCode.LOG_CORRUPT);
                        assertThat(failure.where()).isEqualTo(LOG + ", position " + secondFrame);
                    });
            assertThat(storage.readAll(LOG)).isEqualTo(damaged);
            storage.killProcess();
            flip(position);
        }
        Witness next = new Witness();
        started(next);
        assertThat(next.heard).hasSize(3);
    }

    private void flip(long position) {
        try (StorageFile file = storage.open(LOG, Storage.Mode.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, position);
            file.write(ByteBuffer.wrap(new byte[]{(byte) (one.get(0) ^ 0x20)}), position);
        }
    }

    @Test
    void a_corrupt_snapshot_is_an_error() {
        MetadataQuorum node = started(witness);
        node.propose(witness.epoch, batch(1));
        settle();
        node.save(new MetadataSnapshot(1, 0, batch(1)));
        settle();
        node.close();
        Path snapshot = FOLDER.resolve("00000000000000000001.snapshot");
        try (StorageFile file = storage.open(snapshot, Storage.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[]{0x55}), file.size() - 2);
        }
        assertThatThrownBy(() -> newNode().start(new Witness())).isInstanceOfSatisfying(TidemarkException.class,
                failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.LOG_CORRUPT);
                    assertThat(failure.where()).isEqualTo(snapshot.toString());
                });
    }

    @Test
    void a_crash_at_any_step_of_a_snapshot_loses_nothing() {
        for (int step = 1; step < 60; step++) {
            for (boolean power : new boolean[]{false, true}) {
                MemoryStorage disk = new MemoryStorage();
                Witness heard = new Witness();
                FailingStorage failing = new FailingStorage(disk);
                MetadataQuorum node = node(failing.storage());
                node.start(heard).toCompletableFuture().join();
                node.propose(heard.epoch, batch(1));
                node.propose(heard.epoch, batch(2));
                settle();
                failing.failAfter(step);
                node.save(new MetadataSnapshot(2, heard.epoch, batch(2)));
                settle();
                if (power) {
                    disk.losePower(new SplittableRandom(step));
                } else {
                    disk.killProcess();
                }
                Witness next = new Witness();
                MetadataQuorum again = node(disk);
                again.start(next).toCompletableFuture().join();
                String last = next.heard.get(next.heard.size() - 1);
                assertThat(last).as("step %s, power %s", step, power).contains("nextProducerId=2]");
                again.propose(next.epoch, batch(3));
                settle();
                assertThat(next.heard.get(next.heard.size() - 1)).contains("nextProducerId=3]");
                disk.killProcess();
            }
        }
    }

    @Test
    void a_failed_force_ends_the_leadership_and_nothing_is_committed_any_more() {
        FailingStorage failing = new FailingStorage(storage);
        MetadataQuorum node = node(failing.storage());
        node.start(witness).toCompletableFuture().join();
        int epoch = witness.epoch;
        failing.failAfter(2);
        CompletableFuture<Outcome> torn = node.propose(epoch, batch(1)).toCompletableFuture();
        CompletableFuture<Outcome> behind = node.propose(epoch, batch(2)).toCompletableFuture();
        settle();
        assertThat(torn).isCompletedExceptionally();
        assertThat(behind).isCompletedExceptionally();
        assertThat(witness.heard).isEmpty();
        assertThat(witness.epoch).as("resigned").isEqualTo(-1);
        assertThat(node.propose(epoch, batch(3)).toCompletableFuture()).isCompletedExceptionally();
        assertThat(failures).as("whoever runs the broker is told").hasSize(1);
    }

    @Test
    void a_full_disk_refuses_what_has_no_room_and_the_leadership_goes_on() {
        for (int room : new int[]{0, 1, 17, 30}) {
            for (boolean power : new boolean[]{false, true}) {
                MemoryStorage disk = new MemoryStorage();
                FailingStorage failing = new FailingStorage(disk);
                Witness heard = new Witness();
                MetadataQuorum node = node(failing.storage());
                node.start(heard).toCompletableFuture().join();
                int epoch = heard.epoch;
                node.propose(epoch, batch(1));
                settle();
                failing.full(room);
                CompletableFuture<Outcome> refused = node.propose(epoch, batch(2)).toCompletableFuture();
                settle();
                assertThat(refused).isCompletedWithValue(Outcome.NO_ROOM);
                failing.roomAgain();
                CompletableFuture<Outcome> taken = node.propose(epoch, batch(3)).toCompletableFuture();
                settle();
                assertThat(taken).isCompletedWithValue(Outcome.COMMITTED);
                assertThat(failures).isEmpty();
                if (power) {
                    disk.losePower(new SplittableRandom(room));
                } else {
                    disk.killProcess();
                }
                Witness next = new Witness();
                node(disk).start(next).toCompletableFuture().join();
                assertThat(next.heard).as("room %s, power %s", room, power)
                        .containsExactly("epoch 0 " + batch(1), "epoch 0 " + batch(3))
                        .isEqualTo(heard.heard);
            }
        }
    }

    @Test
    void what_was_forced_before_the_disk_was_full_is_committed() {
        FailingStorage failing = new FailingStorage(storage);
        MetadataQuorum node = node(failing.storage());
        node.start(witness).toCompletableFuture().join();
        node.propose(witness.epoch, batch(0)); // on its way: what follows shares one turn of the flusher
        CompletableFuture<Outcome> small = node.propose(witness.epoch, batch(1)).toCompletableFuture();
        CompletableFuture<Outcome> large = node
                .propose(witness.epoch, Collections.nCopies(50, batch(2).getFirst()))
                .toCompletableFuture();
        CompletableFuture<Outcome> behind = node.propose(witness.epoch, batch(3)).toCompletableFuture();
        failing.full(100);
        settle();
        assertThat(small).isCompletedWithValue(Outcome.COMMITTED);
        assertThat(large).isCompletedWithValue(Outcome.NO_ROOM);
        assertThat(behind).isCompletedWithValue(Outcome.NO_ROOM);
        assertThat(witness.heard).containsExactly("epoch 0 " + batch(0), "epoch 0 " + batch(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {".tmp", ".log"})
    void a_snapshot_without_room_for_itself_or_for_the_log_behind_it_leaves_the_log_as_it_was(String suffix) {
        for (int room : new int[]{0, 5, 15}) {
            for (int seed = 0; seed < 20; seed++) {
                MemoryStorage disk = new MemoryStorage();
                FailingStorage failing = new FailingStorage(disk);
                Witness heard = new Witness();
                MetadataQuorum node = node(failing.storage());
                node.start(heard).toCompletableFuture().join();
                node.propose(heard.epoch, batch(1));
                settle();
                failing.full(room, suffix);
                CompletableFuture<Void> tried = node.save(new MetadataSnapshot(1, heard.epoch, batch(1)))
                        .toCompletableFuture();
                settle();
                failing.roomAgain();
                assertThat(tried).isCompleted();
                assertThat(node.batchesSinceSnapshot()).as("the next is not due at once").isZero();
                assertThat(disk.list(FOLDER)).noneMatch(name -> name.contains("snapshot"));
                node.propose(heard.epoch, batch(2));
                settle();
                disk.losePower(new SplittableRandom(seed));
                Witness next = new Witness();
                MetadataQuorum again = node(disk);
                again.start(next).toCompletableFuture().join();
                assertThat(next.heard.getLast()).as("room %s, seed %s", room, seed)
                        .isEqualTo("epoch 0 " + batch(2));
                disk.killProcess();
            }
        }
    }

    @Test
    void a_folder_of_another_quorum_mode_is_refused() {
        storage.createFolders(FOLDER);
        storage.replace(FOLDER.resolve("quorum.properties"),
                ByteBuffer.wrap("quorum.mode=ratis\n".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> newNode().start(witness)).isInstanceOfSatisfying(TidemarkException.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.DATA_DIR_UNUSABLE);
            assertThat(failure.why()).contains("quorum.mode=ratis");
        });
    }

    @Test
    void a_folder_in_use_is_refused() {
        started(witness);
        assertThatThrownBy(() -> newNode().start(new Witness())).isInstanceOfSatisfying(TidemarkException.class,
                failure -> assertThat(failure.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE));
    }
}
