package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compaction and retention beside readers on other threads. What a reader holds stays readable, no offset that it sees goes back, and no
 * offset has two values.
 */
class ReadersRaceTest {

    private static final int LARGE = 140_000; // large enough to be leased, not copied
    private static final int ROUNDS = 150;
    private static final int ROUNDS_MAX = 3_000;
    private static final int PASSES = 30;

    private final Map<Long, String> written = new ConcurrentHashMap<>();
    private final Map<Integer, Long> lastOfKey = new HashMap<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger passes = new AtomicInteger();

    private static LogHouse house(Storage storage, Path dir) {
        LogConfig config = LogConfig.of(Map.of("cleanup.policy", "compact,delete", "file.delete.delay.ms", "0"))
                .withSegments(500_000, 8 * 1024, 512);
        LogHouse house = new LogHouse(storage, config);
        house.dir = dir;
        return house.open();
    }

    private void append(LogHouse house, int key, String value) {
        lastOfKey.put(key, house.log.logEndOffset());
        // Readers look at nothing above the high watermark, which comes after this.
        written.put(house.log.logEndOffset(), value.substring(0, 20));
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 20);
        builder.append(house.clock.wallMs(), LogHouse.bytes("k" + key), LogHouse.bytes(value), Headers.none());
        assertThat(house.append(builder.finish(BatchStamp.plain()))).isInstanceOf(AppendResult.Appended.class);
    }

    private static void compact(LogHouse house) {
        CompactionRound round = house.log.compaction().begin(1 << 16, bytes -> {});
        if (round != null) {
            house.log.compaction().end(round.run(house.log.compaction()::replace));
        }
    }

    private static String value(int number, int length) {
        return String.format("%020d", number) + "-".repeat(length);
    }

    /** Goes through the log again and again, with some slices kept for a while. */
    private final class Reader implements Callable<Void> {

        private record Held(LogSlice slice, ByteBuffer bytes) {}

        private final PartitionLog log;
        private final SplittableRandom random;
        private final ArrayDeque<Held> held = new ArrayDeque<>();
        private LogView last;

        Reader(PartitionLog log, long seed) {
            this.log = log;
            this.random = new SplittableRandom(seed);
            this.last = log.view();
        }

        @Override
        public Void call() {
            boolean more = true;
            while (more) {
                more = !done.get();
                pass();
                passes.incrementAndGet();
            }
            held.forEach(this::checkAndRelease);
            return null;
        }

        private void pass() {
            long offset = look().logStartOffset();
            while (true) {
                LogView view = random.nextInt(3) == 0 ? last : look();
                if (offset >= view.highWatermark()) {
                    if (view == last && look().highWatermark() <= offset) {
                        return;
                    }
                    continue;
                }
                LogSlice slice = view.read(offset, random.nextInt(400_000), view.highWatermark(), true);
                if (slice == null) {
                    offset = Math.max(offset, look().logStartOffset());
                    continue;
                }
                check(slice, offset);
                assertThat(slice.nextOffset()).isGreaterThan(offset);
                offset = slice.nextOffset();
            }
        }

        private LogView look() {
            LogView now = log.view();
            assertThat(now.logStartOffset()).isGreaterThanOrEqualTo(last.logStartOffset());
            assertThat(now.lastStableOffset()).isGreaterThanOrEqualTo(last.lastStableOffset());
            assertThat(now.highWatermark()).isGreaterThanOrEqualTo(last.highWatermark());
            assertThat(now.logEndOffset()).isGreaterThanOrEqualTo(last.logEndOffset());
            last = now;
            return now;
        }

        private void check(LogSlice slice, long from) {
            ByteBuffer first = slice.buffer();
            RecordBatches walk = new RecordBatches().reset(first.duplicate());
            RecordCursor cursor = new RecordCursor();
            long before = -1;
            while (walk.next()) {
                assertThat(walk.batch().validate()).isNull();
                assertThat(walk.batch().lastOffset()).isGreaterThan(before).isGreaterThanOrEqualTo(from);
                before = walk.batch().lastOffset();
                cursor.reset(walk.batch());
                while (cursor.next()) {
                    String text = new String(cursor.value(), StandardCharsets.UTF_8);
                    assertThat(text.substring(0, 20)).as("offset %s", cursor.offset())
                            .isEqualTo(written.get(cursor.offset()));
                }
            }
            assertThat(walk.problem()).isNull();
            held.add(new Held(slice, first));
            if (held.size() > 4) {
                checkAndRelease(held.remove());
            }
        }

        private void checkAndRelease(Held old) {
            assertThat(old.slice.buffer()).isEqualTo(old.bytes);
            old.slice.release();
        }
    }

    @Test
    void readers_see_whole_records_in_order_while_segments_are_replaced_and_dropped() throws Exception {
        LogHouse house = house(new MemoryStorage(), LogHouse.DIR);
        FutureTask<Void> reading = new FutureTask<>(new Reader(house.log, 1));
        Thread reader = Thread.ofPlatform().daemon().start(reading);
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < ROUNDS_MAX && (round < ROUNDS || passes.get() < PASSES); round++) {
            append(house, random.nextInt(5), value(round, random.nextInt(4) == 0 ? LARGE : 100));
            house.commit();
            if (round % 2 == 0) {
                house.log.roll();
            }
            if (round % 5 == 4) {
                compact(house);
            }
            if (round % 7 == 6) {
                long start = house.log.logStartOffset();
                house.log.deleteRecordsBefore(start + (house.log.highWatermark() - start) / 3);
                house.manager.checkpoint();
                house.applyRetention();
                checkLastOfKeys(house);
            }
        }
        done.set(true);
        reading.get(60, TimeUnit.SECONDS);
        reader.join();
        assertThat(house.log.compaction().point()).isPositive();
        assertThat(house.log.logStartOffset()).isPositive();
    }

    /** What lies at or above the log's start and is the last of its key is there. */
    private void checkLastOfKeys(LogHouse house) {
        LogView view = house.log.view();
        Set<Long> found = new HashSet<>();
        RecordCursor cursor = new RecordCursor();
        long offset = view.logStartOffset();
        while (offset < view.highWatermark()) {
            LogSlice slice = view.read(offset, 1 << 20, view.highWatermark(), true);
            RecordBatches walk = new RecordBatches().reset(slice.buffer());
            while (walk.next()) {
                cursor.reset(walk.batch());
                while (cursor.next()) {
                    found.add(cursor.offset());
                }
            }
            offset = slice.nextOffset();
            slice.release();
        }
        lastOfKey.values()
                .stream()
                .filter(last -> last >= view.logStartOffset())
                .forEach(last -> assertThat(found).contains(last));
    }

    @Test
    void a_range_of_a_file_is_readable_after_its_segment_was_replaced_and_one_after_it_was_deleted(@TempDir Path dir)
            throws Exception {
        LogHouse house = house(new DiskStorage(), dir);
        for (int i = 0; i < 4; i++) {
            append(house, 1, value(i, LARGE));
            house.log.roll();
        }
        house.commit();
        LogSlice replaced = house.log.view().read(0, LARGE + 1_000, 4, true);
        ByteBuffer was = bytesOf(replaced);
        compact(house);
        assertThat(house.log.view().segmentCount()).isLessThan(4);
        assertThat(bytesOf(replaced)).isEqualTo(was);

        LogSlice deleted = house.log.view().read(3, LARGE + 1_000, 4, true);
        ByteBuffer last = bytesOf(deleted);
        append(house, 2, value(4, 100));
        house.commit();
        house.log.deleteRecordsBefore(4);
        house.manager.checkpoint();
        house.applyRetention();
        assertThat(bytesOf(deleted)).isEqualTo(last);
        assertThat(bytesOf(replaced)).isEqualTo(was);
        assertThat(deleted.file()).as("leased").isNotNull();
        replaced.release();
        deleted.release();
        house.applyRetention();
        assertThat(house.storage.exists(house.file("00000000000000000000.log"))).isFalse();
        house.close();
    }

    /** As a socket would be given them. */
    private static ByteBuffer bytesOf(LogSlice slice) throws Exception {
        LogSlice.FileRange range = slice.file();
        ByteBuffer bytes = ByteBuffer.allocate(range.length());
        while (bytes.hasRemaining() && range.channel().read(bytes, range.position() + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }
}
