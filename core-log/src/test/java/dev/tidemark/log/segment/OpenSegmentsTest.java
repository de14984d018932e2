package dev.tidemark.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.storage.ForwardingFile;
import dev.tidemark.storage.ForwardingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpenSegmentsTest {

    private static final Path FOLDER = Path.of("/data/orders-0");

    private final MemoryStorage disk = new MemoryStorage();
    private final OpenSegments all = new OpenSegments(8, () -> Integer.MAX_VALUE,
            folder -> CompletableFuture.completedFuture(null));

    private OpenSegment opened(long base) {
        return opened(all, FOLDER, base);
    }

    private OpenSegment opened(OpenSegments all, Path folder, long base) {
        disk.createFolders(folder);
        Segment segment = Segment.create(new SegmentSeams(disk, all, broken -> {}), folder, base, 1024);
        OpenSegment opened = new OpenSegment(segment, disk.open(segment.logPath(), Storage.Mode.WRITE));
        assertThat(opened.tryHold(all.nextUse())).isTrue();
        all.add(opened);
        return opened;
    }

    @Test
    void those_not_used_for_longest_are_closed_and_none_that_is_held_or_has_unforced_bytes() {
        List<OpenSegment> opened = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            opened.add(opened(i));
        }
        assertThat(all.count()).as("all of them are held").isEqualTo(12);
        opened.get(1).dirty(true);
        opened.subList(1, 12).forEach(OpenSegment::release);
        assertThat(opened.get(2).tryHold(all.nextUse())).isTrue();
        opened.get(2).release();
        all.trim(11);
        assertThat(opened).filteredOn(OpenSegment::closed)
                .containsExactlyElementsOf(opened.subList(3, 8));
        assertThat(all.count()).isEqualTo(7);
    }

    @Test
    void they_are_found_while_others_are_being_used() throws Exception {
        List<OpenSegment> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            held.add(opened(i));
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread user = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; !done.get(); i = (i + 7) % held.size()) {
                held.get(i).tryHold(all.nextUse());
                held.get(i).release();
            }
        });
        try {
            for (int i = 0; i < 500; i++) {
                all.trim(1);
            }
        } finally {
            done.set(true);
            user.join();
        }
        assertThat(all.count()).isEqualTo(1_000);
    }

    @Test
    void beyond_half_of_the_files_of_the_process_those_with_unforced_bytes_are_forced_the_oldest_first_and_one_at_a_time() {
        ForcedByHand logs = new ForcedByHand(40);
        List<OpenSegment> unforced = logs.withUnforcedBytes(20);
        assertThat(logs.asked).as("as many as may stay").isEmpty();
        unforced.getFirst().tryHold(logs.all.nextUse());
        unforced.getFirst().release();
        unforced.addAll(logs.withUnforcedBytes(1));
        assertThat(logs.asked).as("the second one, as the first was used again").containsExactly(folder(1));

        logs.forced(unforced.get(1));
        assertThat(logs.asked).as("one more than needed").containsExactly(folder(1), folder(2));
        logs.forced(unforced.get(2));
        assertThat(logs.all.count()).isEqualTo(19);
        assertThat(unforced).filteredOn(OpenSegment::closed).containsExactlyElementsOf(unforced.subList(1, 3));
    }

    @Test
    void what_somebody_else_forced_meanwhile_is_not_forced_again() {
        ForcedByHand logs = new ForcedByHand(40);
        List<OpenSegment> unforced = logs.withUnforcedBytes(21);
        unforced.get(1).tryHold(logs.all.nextUse());
        unforced.get(1).dirty(false);
        logs.forced(unforced.getFirst());
        assertThat(logs.asked).containsExactly(folder(0));
        logs.withUnforcedBytes(4);
        assertThat(logs.asked).containsExactly(folder(0), folder(2));
    }

    @Test
    void a_log_that_cannot_be_forced_or_is_gone_does_not_keep_others_from_it() {
        ForcedByHand logs = new ForcedByHand(40);
        logs.gone.add(folder(0));
        logs.withUnforcedBytes(21);
        assertThat(logs.asked).containsExactly(folder(0), folder(1));
        logs.next.completeExceptionally(new IllegalStateException("no disk"));
        logs.withUnforcedBytes(1);
        assertThat(logs.asked).startsWith(folder(0), folder(1), folder(0)).hasSizeGreaterThan(3);
    }

    @Test
    void those_that_come_while_a_round_of_forces_runs_are_forced_after_it() {
        ForcedByHand logs = new ForcedByHand(40);
        List<OpenSegment> unforced = logs.withUnforcedBytes(36);
        assertThat(logs.all.full()).isTrue();
        for (int i = 0; logs.waits(); i++) {
            logs.forced(unforced.get(i));
        }
        assertThat(logs.all.count()).isLessThanOrEqualTo(20);
        assertThat(logs.asked).doesNotHaveDuplicates();
        assertThat(logs.all.full()).isFalse();
    }

    @Test
    void a_deleted_segment_makes_room() {
        ForcedByHand logs = new ForcedByHand(40);
        List<OpenSegment> unforced = logs.withUnforcedBytes(36);
        logs.all.remove(unforced.getLast());
        assertThat(logs.all.full()).isFalse();
    }

    @Test
    void none_is_forced_once_the_logs_are_about_to_be_closed() {
        ForcedByHand logs = new ForcedByHand(40);
        List<OpenSegment> unforced = logs.withUnforcedBytes(24);
        assertThat(logs.asked).hasSize(1);
        logs.all.stopForcing();
        logs.forced(unforced.getFirst());
        logs.withUnforcedBytes(4);
        assertThat(logs.asked).hasSize(1);
    }

    @Test
    void who_writes_is_told_when_forces_are_behind_and_when_no_file_may_be_opened() {
        ForcedByHand logs = new ForcedByHand(40);
        List<OpenSegment> unforced = logs.withUnforcedBytes(30);
        assertThat(logs.all.crowded()).isFalse();
        unforced.addAll(logs.withUnforcedBytes(5));
        assertThat(logs.all.crowded()).isTrue();
        assertThat(logs.all.full()).isFalse();
        unforced.addAll(logs.withUnforcedBytes(1));
        assertThat(logs.all.full()).isTrue();

        unforced.forEach(each -> each.dirty(false));
        logs.all.trim(36);
        assertThat(logs.all.full()).isFalse();
        assertThat(logs.all.crowded()).isFalse();
        assertThat(logs.all.count()).isLessThanOrEqualTo(8);
    }

    @Test
    void bytes_that_are_written_while_a_force_runs_count_as_unforced() {
        disk.createFolders(FOLDER);
        List<Runnable> beforeWrite = new ArrayList<>();
        Storage slow = new ForwardingStorage(disk) {
            @Override
            public StorageFile open(Path file, Mode mode) {
                return new ForwardingFile(super.open(file, mode)) {
                    @Override
                    public void write(ByteBuffer bytes, long position) {
                        beforeWrite.forEach(Runnable::run);
                        super.write(bytes, position);
                    }
                };
            }
        };
        Segment segment = Segment.create(new SegmentSeams(slow, all, broken -> {}), FOLDER, 0, 1024);
        OpenSegment held = segment.hold();
        held.dirty(true);
        beforeWrite.add(held::force);
        segment.append(batch(), 4096);
        assertThat(held.isDirty()).isTrue();
    }

    private static ByteBuffer batch() {
        RecordBatchBuilder builder = new RecordBatchBuilder(1024);
        builder.append(1_764_000_000_000L, null, ByteBuffer.wrap(new byte[10]), Headers.none());
        return builder.finish(BatchStamp.plain());
    }

    private static Path folder(int number) {
        return Path.of("/data/orders-" + number);
    }

    /** A segment in each of many logs, whose forces end when the test says so. */
    private final class ForcedByHand {

        final List<Path> asked = new ArrayList<>();
        final List<Path> gone = new ArrayList<>();
        final OpenSegments all;
        CompletableFuture<Long> next = CompletableFuture.completedFuture(0L);
        private int made;

        ForcedByHand(int processFilesMax) {
            all = new OpenSegments(8, () -> processFilesMax, folder -> {
                assertThat(waits()).as("a force that is not over").isFalse();
                asked.add(folder);
                next = gone.contains(folder) ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
                return next;
            });
        }

        List<OpenSegment> withUnforcedBytes(int count) {
            List<OpenSegment> opened = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                OpenSegment one = opened(all, folder(made++), 0);
                one.dirty(true);
                one.release();
                opened.add(one);
            }
            return opened;
        }

        boolean waits() {
            return !next.isDone();
        }

        /** As a log's force does: the segment, then a look at what can be closed, then those who wait are told. */
        void forced(OpenSegment segment) {
            segment.force();
            all.trim(1);
            next.complete(0L);
        }
    }
}
