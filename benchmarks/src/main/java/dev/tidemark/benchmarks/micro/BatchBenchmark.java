package dev.tidemark.benchmarks.micro;

import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Warmup;

/** Filling a batch with records and walking it, nanoseconds per record. Keys of 16 bytes, values of 100. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchBenchmark {

    private static final int RECORDS = 1_000;

    @Param({"NONE", "LZ4", "ZSTD"})
    public CompressionType compression = CompressionType.NONE;

    private final byte[][] keys = new byte[RECORDS][16];
    private final byte[][] values = new byte[RECORDS][100];
    private RecordBatchBuilder builder = new RecordBatchBuilder(256 * 1024);
    private ByteBuffer encoded = ByteBuffer.allocate(0);
    private final RecordBatch batch = new RecordBatch();
    private final RecordCursor cursor = new RecordCursor();

    @Setup
    public void fill() {
        Random random = new Random(42);
        for (int i = 0; i < RECORDS; i++) {
            random.nextBytes(keys[i]);
            // half of a value repeats, as real values do
            for (int b = 0; b < values[i].length; b++) {
                values[i][b] = (byte) (b < 50 ? b : random.nextInt(64));
            }
        }
        builder = new RecordBatchBuilder(256 * 1024, compression);
        ByteBuffer bytes = encode();
        encoded = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public ByteBuffer encode() {
        builder.reset();
        for (int i = 0; i < RECORDS; i++) {
            builder.append(1_700_000_000_000L + i, keys[i], values[i], Headers.none());
        }
        return builder.finish(BatchStamp.plain());
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long decode() {
        long sum = 0;
        cursor.reset(batch.wrap(encoded, 0));
        while (cursor.next()) {
            sum += cursor.timestamp() + cursor.valueLength();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Object validate() {
        return String.valueOf(batch.wrap(encoded, 0).validate());
    }
}
