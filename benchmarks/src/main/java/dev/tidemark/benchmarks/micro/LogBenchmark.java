package dev.tidemark.benchmarks.micro;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.log.AppendResult;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.PartitionLog;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One partition's log, nanoseconds per record of 116 bytes in batches of 100. Appending counts what comes with it: rolled segments, index
 * entries, and a flush with a cut of the log's old end every 32 MiB, so that neither memory nor disk fills. Reading walks the batches of
 * slices of 64 KiB, of a log of 10 MiB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogBenchmark {

    private static final int BATCH_RECORDS = 100;
    private static final int READ_RECORDS = 100_000;
    private static final int SLICE_BYTES = 64 * 1024;
    private static final long CUT_BYTES = 32L << 20;
    private static final int LEADER_EPOCH = 1;

    /** What the log lies on. */
    public enum Disk {
        MEMORY,
        DISK
    }

    @Param({"MEMORY", "DISK"})
    public Disk disk = Disk.MEMORY;

    private final ByteBuffer batch = batch();
    private final RecordBatches walk = new RecordBatches();
    private Storage storage = new MemoryStorage();
    private Path folder = Path.of("/data");
    private Opened opened = new Opened(storage, folder);

    /** A manager with a log to append to and one to read. */
    private static final class Opened {
        final LogManager manager;
        final PartitionLog appended;
        final PartitionLog read;

        Opened(Storage storage, Path folder) {
            LogConfig config = LogConfig.of(Map.of("segment.bytes", Integer.toString(8 << 20), "file.delete.delay.ms",
                    "0"));
            manager = LogManager.open(
                    new LogManager.Settings(List.of(folder), 1, null, () -> new UUID(1, 2), 64, 1, 86_400_000L),
                    new LogManager.Seams(storage, Clock.system(), Runnable::run, Runnable::run, (path, cause) -> {
                        throw cause;
                    }), topic -> config);
            appended = manager.create(new TopicPartition("appended", 0), new UUID(3, 4), config);
            read = manager.create(new TopicPartition("read", 0), new UUID(5, 6), config);
        }
    }

    @Setup
    public void open() throws IOException {
        opened.manager.close();
        if (disk == Disk.DISK) {
            storage = new DiskStorage();
            folder = Files.createTempDirectory("log-benchmark");
        } else {
            storage = new MemoryStorage();
        }
        opened = new Opened(storage, folder);
        for (int i = 0; i < READ_RECORDS / BATCH_RECORDS; i++) {
            append(opened.read);
        }
        opened.read.advanceHighWatermark(opened.read.flush().toCompletableFuture().join());
    }

    @TearDown
    public void close() {
        opened.manager.close();
        if (disk == Disk.DISK) {
            storage.deleteTree(folder);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH_RECORDS)
    public long append() {
        PartitionLog log = opened.appended;
        append(log);
        if (log.sizeInBytes() > CUT_BYTES) {
            log.advanceHighWatermark(log.flush().toCompletableFuture().join());
            log.deleteRecordsBefore(log.highWatermark());
            opened.manager.checkpoint();
        }
        return log.logEndOffset();
    }

    @Benchmark
    @OperationsPerInvocation(READ_RECORDS)
    public long read() {
        long offset = 0;
        long records = 0;
        while (offset < READ_RECORDS) {
            LogSlice slice = opened.read.view().read(offset, SLICE_BYTES, READ_RECORDS, true);
            if (slice == null) {
                throw new IllegalStateException("nothing to read at " + offset);
            }
            walk.reset(slice.buffer());
            while (walk.next()) {
                records += walk.batch().lastOffsetDelta() + 1;
            }
            offset = slice.nextOffset();
            slice.release();
        }
        if (records != READ_RECORDS) {
            throw new IllegalStateException(records + " records were read");
        }
        return records;
    }

    private void append(PartitionLog log) {
        if (!(log.append(batch.duplicate(), AppendOrigin.CLIENT, LEADER_EPOCH) instanceof AppendResult.Appended)) {
            throw new IllegalStateException("the batch was refused");
        }
    }

    private static ByteBuffer batch() {
        Random random = new Random(42);
        RecordBatchBuilder builder = new RecordBatchBuilder(64 * 1024);
        byte[] key = new byte[16];
        byte[] value = new byte[100];
        for (int i = 0; i < BATCH_RECORDS; i++) {
            random.nextBytes(key);
            random.nextBytes(value);
            builder.append(System.currentTimeMillis(), key, value, Headers.none());
        }
        ByteBuffer built = builder.finish(BatchStamp.plain());
        return ByteBuffer.allocate(built.remaining()).put(built).flip();
    }
}
