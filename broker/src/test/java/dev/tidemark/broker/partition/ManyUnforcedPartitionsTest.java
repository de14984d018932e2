package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.storage.ForwardingFile;
import dev.tidemark.storage.ForwardingStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records in more partitions under {@code tidemark.flush=os} than the process may have files, which stay open until the records were forced. */
class ManyUnforcedPartitionsTest {

    private static final int FILES_MAX = 200;
    private static final int BEHIND = 150;
    private static final int FULL = 175;
    private static final int PARTITIONS = 240;

    /** Happens once, when bytes are about to be forced. */
    private Runnable whileForced = () -> {};
    private final PartitionRig rig = new PartitionRig(FewFiles::new);

    ManyUnforcedPartitionsTest() {
        rig.create("wide", PARTITIONS, Map.of("tidemark.flush", "os"));
    }

    private PartitionAppend append(int partition, Acks acks) {
        PartitionAppend append = rig.append(rig.partition("wide", partition), acks, "a");
        rig.run();
        return append;
    }

    private List<PartitionAppend> appends(int from, int to, Acks acks) {
        List<PartitionAppend> appends = new ArrayList<>();
        for (int i = from; i < to; i++) {
            appends.add(append(i, acks));
        }
        return appends;
    }

    @Test
    void writers_wait_for_a_force_while_forces_are_behind_and_so_do_those_who_want_no_answer() {
        assertThat(appends(0, BEHIND, Acks.ALL)).allMatch(PartitionAppend::done);
        assertThat(rig.flushes).as("a force at a time").hasSize(1);
        List<PartitionAppend> waiting = appends(BEHIND, BEHIND + 5, Acks.ALL);
        waiting.addAll(appends(BEHIND + 5, BEHIND + 10, Acks.NONE));
        waiting.add(append(0, Acks.LEADER));
        assertThat(waiting).noneMatch(PartitionAppend::done);
        assertThat(rig.partition("wide", BEHIND).view().highWatermark()).isZero();

        rig.settle();
        assertThat(waiting)
                .allSatisfy(append -> assertThat(append.outcome().error()).isEqualTo(ErrorCode.NONE));
        assertThat(rig.partition("wide", BEHIND).view().highWatermark()).isEqualTo(1);
        assertThat(append(1, Acks.ALL).done()).as("forces have caught up").isTrue();
    }

    @Test
    void what_is_written_while_the_force_runs_that_does_not_cover_it_gets_the_next_one() {
        appends(0, BEHIND, Acks.ALL);
        PartitionAppend first = append(BEHIND, Acks.ALL);
        Runnable itsForce = rig.flushes.removeLast();
        List<PartitionAppend> second = new ArrayList<>();
        whileForced = () -> second.add(append(BEHIND, Acks.ALL));
        itsForce.run();
        rig.run();
        assertThat(first.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(second.getFirst().done()).isFalse();

        rig.settle();
        assertThat(second.getFirst().outcome().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void what_would_open_one_file_too_many_is_refused_and_can_be_written_later() {
        appends(0, FULL, Acks.ALL);
        PartitionAppend last = append(FULL, Acks.ALL);
        assertThat(last.done()).isFalse();
        PartitionAppend refused = append(FULL + 1, Acks.ALL);
        assertThat(refused.outcome().error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(rig.partition("wide", FULL + 1).view().logEndOffset()).isZero();
        PartitionAppend toOpenFile = append(3, Acks.ALL);
        assertThat(rig.partition("wide", 3).view().logEndOffset()).isEqualTo(2);

        rig.settle();
        assertThat(last.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(toOpenFile.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(append(FULL + 1, Acks.ALL).done()).isTrue();
    }

    @Test
    void files_stay_within_bounds_when_forces_keep_up() {
        for (int i = 0; i < PARTITIONS; i++) {
            assertThat(append(i, Acks.ALL).outcome().error()).isEqualTo(ErrorCode.NONE);
            rig.settle();
            assertThat(rig.logs.openSegments()).isLessThanOrEqualTo(FILES_MAX / 2 + PartitionRig.OPEN_SEGMENTS_MAX / 8);
        }
        for (int i = 0; i < PARTITIONS; i++) {
            assertThat(rig.partition("wide", i).view().highWatermark()).isEqualTo(1);
        }
    }

    /** A disk for a process that may have few files. */
    private final class FewFiles extends ForwardingStorage {

        FewFiles(Storage storage) {
            super(storage);
        }

        @Override
        public StorageFile open(Path file, Mode mode) {
            return new ForwardingFile(super.open(file, mode)) {
                @Override
                public void force() {
                    Runnable now = whileForced;
                    whileForced = () -> {};
                    now.run();
                    super.force();
                }
            };
        }

        @Override
        public int openFilesMax() {
            return FILES_MAX;
        }
    }
}
