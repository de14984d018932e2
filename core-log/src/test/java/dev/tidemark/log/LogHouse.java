package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A log manager on some storage, run by the test's thread, with words for what tests do to logs. */
final class LogHouse implements AutoCloseable {

    static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    static final UUID ORDERS_ID = new UUID(7, 11);
    static final long START_MS = 1_764_000_000_000L;
    static final Path DIR = Path.of("/data");

    final Storage storage;
    final ManualClock clock;
    final List<TidemarkException> diskFailures = new ArrayList<>();
    Executor flushers = Runnable::run;
    LogConfig config;
    Path dir = DIR;
    private long producerIdExpirationMs = 86_400_000;
    LogManager manager;
    PartitionLog log;
    private int epoch;

    LogHouse(Storage storage, LogConfig config) {
        this(storage, config, new ManualClock(START_MS));
    }

    LogHouse(Storage storage, LogConfig config, ManualClock clock) {
        this.storage = storage;
        this.config = config;
        this.clock = clock;
    }

    /** Small segments and an index entry for nearly every batch. */
    static LogConfig small(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        return LogConfig.of(all).withSegments(16 * 1024, 8 * 1024, 512);
    }

    static LogConfig small() {
        return small(Map.of());
    }

    LogHouse producersExpireAfter(long ms) {
        producerIdExpirationMs = ms;
        return this;
    }

    LogHouse open() {
        long ids = clock.monotonicNanos();
        manager = LogManager.open(
                new LogManager.Settings(List.of(dir), 1, null, () -> new UUID(1, ids), 64, 1,
                        () -> producerIdExpirationMs),
                new LogManager.Seams(storage, clock, flushers, Runnable::run, (path, cause) -> diskFailures.add(cause)),
                topic -> config);
        log = manager.find(ORDERS);
        if (log == null && !manager.offline().containsKey(ORDERS)) {
            log = manager.create(ORDERS, ORDERS_ID, config);
        }
        epoch++;
        return this;
    }

    /** Appends plain records as one batch; the result must be an append. */
    AppendResult.Appended append(String... values) {
        return (AppendResult.Appended) log.append(batch(clock.wallMs(), values), AppendOrigin.CLIENT, epoch);
    }

    AppendResult append(ByteBuffer batch) {
        return log.append(batch, AppendOrigin.CLIENT, epoch);
    }

    AppendResult appendTransactional(long producer, int producerEpoch, int sequence, String... values) {
        return log.append(transactional(producer, producerEpoch, sequence, values), AppendOrigin.CLIENT, epoch,
                log.beginVerification(producer, (short) producerEpoch, sequence));
    }

    AppendResult end(long producer, int producerEpoch, boolean commit) {
        return end(producer, producerEpoch, commit, 0);
    }

    AppendResult end(long producer, int producerEpoch, boolean commit, int coordinatorEpoch) {
        return log.append(new EndTransactionMarker(commit, coordinatorEpoch).toBatch(0, 0, clock.wallMs(), producer,
                (short) producerEpoch), AppendOrigin.COORDINATOR, epoch);
    }

    long flush() {
        return log.flush().toCompletableFuture().join();
    }

    /** Makes everything appended visible. */
    void commit() {
        log.advanceHighWatermark(flush());
    }

    static ByteBuffer batch(long timestampMs, String... values) {
        return batch(BatchStamp.plain(), CompressionType.NONE, timestampMs, values);
    }

    static ByteBuffer idempotent(long producer, int producerEpoch, int sequence, String... values) {
        return batch(BatchStamp.idempotent(producer, (short) producerEpoch, sequence), CompressionType.NONE, START_MS,
                values);
    }

    static ByteBuffer transactional(long producer, int producerEpoch, int sequence, String... values) {
        return batch(BatchStamp.transactional(producer, (short) producerEpoch, sequence), CompressionType.NONE,
                START_MS, values);
    }

    static ByteBuffer batch(BatchStamp stamp, CompressionType compression, long timestampMs, String... values) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 20, compression);
        for (String value : values) {
            assertThat(builder.append(timestampMs, bytes("k" + value), bytes(value), Headers.none())).isTrue();
        }
        return builder.finish(stamp);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** All values from an offset up to another, read in slices of this size. */
    List<String> read(long from, long upTo, int bytesMax) {
        return values(log.view(), from, upTo, bytesMax);
    }

    /** Housekeeping as the log's owner does it; how many segments went. */
    int applyRetention() {
        long start = log.expiredBefore();
        int gone = (int) Arrays.stream(log.view().segments()).filter(each -> each.baseOffset() < start).count();
        log.deleteRecordsBefore(start);
        return gone;
    }

    List<String> readAll() {
        return read(log.logStartOffset(), log.logEndOffset(), 4096);
    }

    static List<String> values(LogView view, long from, long upTo, int bytesMax) {
        List<String> found = new ArrayList<>();
        long offset = from;
        while (offset < upTo) {
            LogSlice slice = view.read(offset, bytesMax, upTo, true);
            assertThat(slice).as("slice at %s", offset).isNotNull();
            if (slice.sizeInBytes() == 0) {
                break;
            }
            collect(slice, offset, found);
            assertThat(slice.nextOffset()).as("next offset").isGreaterThan(offset);
            offset = slice.nextOffset();
            slice.release();
        }
        return found;
    }

    private static void collect(LogSlice slice, long from, List<String> found) {
        RecordBatches walk = new RecordBatches().reset(slice.buffer());
        RecordCursor cursor = new RecordCursor();
        while (walk.next()) {
            assertThat(walk.batch().validate()).as("batch at %s", walk.batch().baseOffset()).isNull();
            if (walk.batch().control()) {
                continue;
            }
            cursor.reset(walk.batch());
            while (cursor.next()) {
                if (cursor.offset() >= from) {
                    found.add(cursor.offset() + "=" + new String(cursor.value(), StandardCharsets.UTF_8));
                }
            }
        }
        assertThat(walk.problem()).isNull();
    }

    Path file(String name) {
        return dir.resolve(ORDERS.toString()).resolve(name);
    }

    /** Changes one byte of a file. */
    void flip(String name, long position) {
        try (var file = storage.open(file(name), Storage.Mode.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, position);
            one.flip();
            one.put(0, (byte) (one.get(0) ^ 0x10));
            file.write(one, position);
            file.force();
        }
    }

    <T> T with(Function<LogHouse, T> action) {
        return action.apply(this);
    }

    @Override
    public void close() {
        manager.close();
    }
}
