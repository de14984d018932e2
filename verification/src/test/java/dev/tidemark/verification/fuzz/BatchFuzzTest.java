package dev.tidemark.verification.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.BatchValidator;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.schedule.Seed;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches of which any byte is another: either a problem is named, or all of the batch can be read. */
class BatchFuzzTest {

    private static final int RECORDS = 12;
    private static final int BATCH_BYTES = 64 << 10;
    private static final int DECOMPRESSED_BYTES_MAX = 1 << 20;
    private static final byte[] EDGES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff};

    private final BatchValidator validator = new BatchValidator(DECOMPRESSED_BYTES_MAX);
    private final RecordCursor cursor = new RecordCursor(DECOMPRESSED_BYTES_MAX);
    private final RecordBatches batches = new RecordBatches();
    private final RecordBatch view = new RecordBatch();
    private final Set<BatchProblem> named = EnumSet.noneOf(BatchProblem.class);

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void each_byte_in_turn_is_another(CompressionType type) {
        byte[] right = batch(type, new SplittableRandom(type.id()));
        for (int at = 0; at < right.length; at++) {
            for (byte edge : EDGES) {
                byte[] bytes = right.clone();
                bytes[at] = bytes[at] == edge ? (byte) (edge ^ 0x10) : edge;
                judge(ByteBuffer.wrap(bytes.clone()));
                judge(checked(ByteBuffer.wrap(bytes)));
            }
        }
        assertThat(named).contains(BatchProblem.CRC, BatchProblem.MAGIC, BatchProblem.TOO_SHORT,
                BatchProblem.COMPRESSION);
        assertThat(named)
                .contains(type == CompressionType.NONE ? BatchProblem.FIELD_LENGTH : BatchProblem.COMPRESSED_DATA);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void a_batch_ends_at_each_of_its_bytes(CompressionType type) {
        byte[] right = batch(type, new SplittableRandom(type.id()));
        for (int size = 0; size < right.length; size++) {
            assertThat(judge(ByteBuffer.wrap(right.clone(), 0, size))).as("%d bytes", size).isNull();
            if (size >= BatchLayout.HEADER_SIZE) {
                ByteBuffer cut = ByteBuffer.wrap(right.clone(), 0, size);
                cut.putInt(BatchLayout.LENGTH, size - BatchLayout.LOG_OVERHEAD);
                assertThat(judge(checked(cut))).as("%d bytes that say so", size).isFalse();
            }
        }
    }

    @Test
    @Tag("nightly")
    void a_million_batches_with_several_bytes_changed() {
        for (long seed : SimRun.seeds(300_000, 100)) {
            SplittableRandom random = new Seed(seed).stream("batches");
            for (CompressionType type : CompressionType.values()) {
                byte[] right = batch(type, random);
                for (int round = 0; round < 2_000; round++) {
                    ByteBuffer batch = ByteBuffer.wrap(right.clone());
                    for (int left = 1 + random.nextInt(6); left > 0; left--) {
                        batch.put(random.nextInt(right.length), (byte) random.nextInt());
                    }
                    judge(random.nextInt(8) == 0 ? batch : checked(batch));
                }
            }
        }
        assertThat(named).contains(BatchProblem.RECORD_LENGTH, BatchProblem.FIELD_LENGTH, BatchProblem.COMPRESSED_DATA);
    }

    /** Null if no whole batch is found; true if it is right, and then all of it could be read. */
    private @Nullable Boolean judge(ByteBuffer bytes) {
        @Nullable
        Boolean right = null;
        batches.reset(bytes);
        while (batches.next()) {
            BatchProblem problem = validator.validate(batches.batch());
            right = problem == null;
            if (problem == null) {
                read(batches.batch());
            } else {
                named.add(problem);
            }
        }
        if (batches.problem() != null) {
            named.add(batches.problem());
        }
        return right;
    }

    private void read(RecordBatch batch) {
        cursor.reset(batch);
        int records = 0;
        while (cursor.next()) {
            assertThat(cursor.offset()).isEqualTo(batch.baseOffset() + records++);
            cursor.key();
            cursor.value();
            assertThat(cursor.headers().count()).isEqualTo(cursor.headerCount());
        }
        assertThat(cursor.problem()).isNull();
        assertThat(records).isEqualTo(batch.recordCount());
    }

    /** With a checksum that is right, if there is a batch to have one. */
    private ByteBuffer checked(ByteBuffer batch) {
        view.wrap(batch, 0);
        if (view.validateFraming() == null) {
            batch.putInt(BatchLayout.CRC, view.computeCrc());
        }
        return batch;
    }

    private static byte[] batch(CompressionType type, SplittableRandom random) {
        RecordBatchBuilder builder = new RecordBatchBuilder(BATCH_BYTES, type);
        for (int i = 0; i < RECORDS; i++) {
            byte[] key = new byte[random.nextInt(12)];
            random.nextBytes(key);
            Headers headers = i % 3 == 0 ? Headers.of(new Header("a header", key), new Header("", null))
                    : Headers.none();
            builder.append(1_767_225_600_000L + i, i % 4 == 0 ? null : key,
                    i % 5 == 0 ? null : "value-".repeat(i).getBytes(US_ASCII),
                    headers);
        }
        ByteBuffer finished = builder.finish(BatchStamp.plain());
        byte[] bytes = new byte[finished.remaining()];
        finished.get(bytes);
        return bytes;
    }
}
