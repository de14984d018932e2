package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes hold, the outcome is records or a named problem; nothing is thrown and nothing runs on. */
class RecordFuzzTest {

    private static final int ROUNDS = 4_000;

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void broken_bytes_end_in_a_named_problem(CompressionType type) {
        Random random = new Random(type.id());
        List<RecordSamples> records = RecordSamples.random(new Random(31), 30);
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 20, type);
        assertThat(RecordSamples.appendAll(builder, records)).isTrue();
        ByteBuffer finished = builder.finish(BatchStamp.plain());
        byte[] good = new byte[finished.remaining()];
        finished.get(good);
        RecordCursor cursor = new RecordCursor(1 << 20);
        RecordBatch batch = new RecordBatch();
        RecordBatches batches = new RecordBatches();
        int problems = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = good.clone();
            int size = mutate(bytes, random);
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, size);
            batches.reset(buffer);
            while (batches.next()) {
                batches.batch().validate();
            }
            batch.wrap(buffer, 0);
            if (size < good.length && random.nextBoolean() && size >= BatchLayout.HEADER_SIZE) {
                buffer.putInt(BatchLayout.LENGTH, size - BatchLayout.LOG_OVERHEAD);
            }
            // The CRC is not asked: this is what a peer could send that computes it over nonsense.
            cursor.reset(batch);
            int walked = 0;
            while (cursor.next()) {
                walked++;
                EndTransactionMarker.read(cursor);
                while (cursor.nextHeader()) {
                    assertThat(cursor.headerKeyLength()).isNotNegative();
                }
                assertThat(cursor.keyPosition() + Math.max(0, cursor.keyLength())).isLessThanOrEqualTo(
                        cursor.data().limit());
            }
            assertThat(walked).as("round %d", round)
                    .isLessThanOrEqualTo(size >= BatchLayout.HEADER_SIZE ? Math.max(0,
                            batch.recordCount()) : 0);
            if (cursor.problem() != null) {
                problems++;
            }
        }
        assertThat(problems).as("broken batches noticed without the CRC").isGreaterThan(ROUNDS / 4);
    }

    /** Returns the size to which the bytes are cut. */
    private static int mutate(byte[] bytes, Random random) {
        int flips = random.nextInt(4);
        for (int i = 0; i < flips; i++) {
            // half of them into the header and the first record, where the structure is
            int range = random.nextBoolean() ? Math.min(bytes.length, 90) : bytes.length;
            bytes[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
        }
        if (random.nextInt(4) == 0) {
            int from = BatchLayout.RECORDS + random.nextInt(bytes.length - BatchLayout.RECORDS);
            for (int i = from; i < Math.min(bytes.length, from + 16); i++) {
                bytes[i] = (byte) random.nextInt();
            }
        }
        return flips == 0 || random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
    }
}
