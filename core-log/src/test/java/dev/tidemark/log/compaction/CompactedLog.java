package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.log.AppendResult;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.PartitionLog;
import dev.tidemark.log.recovery.DerivedRebuild;
import dev.tidemark.log.recovery.LogFolder;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.log.segment.OpenSegments;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.log.segment.SegmentSeams;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A log on a memory disk that is compacted while it is closed. Run by the test's thread. */
final class CompactedLog {

    static final int SEGMENT_BYTES = 2048;
    static final int INDEX_BYTES = 1024;
    static final int INTERVAL_BYTES = 256;
    static final long DELETE_RETENTION_MS = 1000;
    static final long RETENTION_MS = 3000;
    static final Path FOLDER = Path.of("/data/orders-0");

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    /** A record as a reader of everything finds it; markers have a null key. */
    record Found(long offset, String key, String value, long producerId, boolean control, boolean committed) {}

    final MemoryStorage disk = new MemoryStorage();
    final CrashingStorage crashing = new CrashingStorage(disk, Integer.MAX_VALUE);
    final ManualClock clock = new ManualClock(1_764_000_000_000L);
    LogManager manager;
    PartitionLog log;

    CompactedLog open() {
        LogConfig config = LogConfig
                .of(Map.of("cleanup.policy", "compact,delete", "retention.ms", Long.toString(RETENTION_MS),
                        "delete.retention.ms", Long.toString(DELETE_RETENTION_MS), "file.delete.delay.ms", "0"))
                .withSegments(SEGMENT_BYTES, INDEX_BYTES, INTERVAL_BYTES);
        manager = LogManager.open(
                new LogManager.Settings(List.of(Path.of("/data")), 1, null, () -> new UUID(1, 1), 64, 1, 86_400_000L),
                new LogManager.Seams(crashing.storage(), clock, Runnable::run, Runnable::run, (path, cause) -> {}),
                topic -> config);
        assertThat(manager.offline()).as("offline").isEmpty();
        log = manager.find(ORDERS);
        if (log == null) {
            log = manager.create(ORDERS, new UUID(7, 7), config);
        }
        commit();
        return this;
    }

    void commit() {
        log.advanceHighWatermark(log.flush().toCompletableFuture().join());
    }

    /** Key and value in turn; a null value is a tombstone. */
    AppendResult append(BatchStamp stamp, CompressionType compression, String... keysAndValues) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 16, compression);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.append(clock.wallMs(), bytes(keysAndValues[i]), bytes(keysAndValues[i + 1]), Headers.none());
        }
        return log.append(builder.finish(stamp), AppendOrigin.CLIENT, 1,
                stamp.transactional()
                        ? log.beginVerification(stamp.producerId(), stamp.producerEpoch(), stamp.baseSequence())
                        : null);
    }

    AppendResult end(long producerId, boolean commit) {
        return log.append(new EndTransactionMarker(commit, 0).toBatch(0, 0, clock.wallMs(), producerId, (short) 0),
                AppendOrigin.COORDINATOR, 1);
    }

    /** One round over the closed log; the point that it reached. */
    long compact(Storage storage, int keyBytes, long firstDirty, long upTo) {
        SegmentSeams seams = new SegmentSeams(storage,
                new OpenSegments(64, () -> Integer.MAX_VALUE, folder -> CompletableFuture.completedFuture(null)),
                new DerivedRebuild(storage, INDEX_BYTES, INTERVAL_BYTES));
        List<Segment> all = new ArrayList<>();
        for (long base : LogFolder.offsets(storage.list(FOLDER), LogFileNames.LOG)) {
            Path file = FOLDER.resolve(LogFileNames.of(base, LogFileNames.LOG));
            all.add(Segment.existing(seams, FOLDER, base, INDEX_BYTES, (int) storage.size(file)));
        }
        Compaction.Settings settings = new Compaction.Settings(keyBytes, SEGMENT_BYTES, INDEX_BYTES, INTERVAL_BYTES,
                DELETE_RETENTION_MS, clock.wallMs());
        long point = new Compaction(seams, settings, bytes -> {})
                .run(new Compaction.Scope(all.subList(0, all.size() - 1), all.getLast(), firstDirty, upTo, id -> true),
                        done -> {
                            done.run().forEach(each -> each.replaceBy(done.by()));
                            done.release();
                            done.by().closeIfUnused();
                        });
        all.forEach(Segment::closeIfUnused);
        return point;
    }

    /** Every record there is, with the batches' own order and sanity checked. */
    List<Found> readAll() {
        List<Found> found = new ArrayList<>();
        RecordCursor cursor = new RecordCursor();
        long start = log.logStartOffset();
        long offset = start;
        long end = log.logEndOffset();
        while (offset < end) {
            LogSlice slice = log.view().read(offset, 4096, end, true);
            assertThat(slice).as("slice at %s", offset).isNotNull();
            RecordBatches walk = new RecordBatches().reset(slice.buffer());
            while (walk.next()) {
                RecordBatch batch = walk.batch();
                assertThat(batch.validate()).as("batch at %s", batch.baseOffset()).isNull();
                // Only at the log's start a batch may begin before what is asked for.
                assertThat(offset == start ? batch.lastOffset() : batch.baseOffset()).as("order of offsets")
                        .isGreaterThanOrEqualTo(offset);
                offset = batch.nextOffset();
                cursor.reset(batch);
                while (cursor.next()) {
                    if (cursor.offset() < start) {
                        continue;
                    }
                    boolean commit = batch.control() && EndTransactionMarker.read(cursor).commit();
                    found.add(new Found(cursor.offset(), batch.control() ? null : text(cursor.key()),
                            batch.control() ? null : text(cursor.value()),
                            batch.transactional() ? batch.producerId() : -1,
                            batch.control(), commit));
                }
                assertThat(cursor.problem()).as("records of the batch at %s", batch.baseOffset()).isNull();
            }
            assertThat(walk.problem()).isNull();
            slice.release();
        }
        return found;
    }

    static ByteBuffer bytes(String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
