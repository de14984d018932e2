package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.TidemarkException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a batch has a name. */
class RecordBatchTest {

    private final RecordBatch batch = new RecordBatch();

    @Test
    void a_batch_that_ends_early_is_too_short() {
        ByteBuffer whole = threeRecords();
        for (int size = 0; size < whole.limit(); size++) {
            ByteBuffer cut = ByteBuffer.wrap(whole.array(), 0, size);
            assertThat(batch.wrap(cut, 0).validate()).as("%d bytes", size).isEqualTo(BatchProblem.TOO_SHORT);
        }
        assertThat(batch.wrap(whole, 0).validate()).isNull();
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void the_formats_before_0_11_are_refused_by_name(byte magic) {
        MemoryRecords old = MemoryRecords.withRecords(magic, Compression.NONE, new SimpleRecord(5L, null, new byte[1]));
        assertThat(batch.wrap(old.buffer(), 0).validate()).isEqualTo(BatchProblem.MAGIC);
        assertThat(new RecordCursor().reset(batch).problem()).isEqualTo(BatchProblem.MAGIC);
    }

    @Test
    void every_flipped_bit_behind_the_crc_is_noticed() {
        ByteBuffer whole = threeRecords();
        for (int bit = BatchLayout.CRC * 8; bit < whole.limit() * 8; bit++) {
            flip(whole, bit);
            assertThat(batch.wrap(whole, 0).validate()).as("bit %d", bit).isEqualTo(BatchProblem.CRC);
            flip(whole, bit);
        }
    }

    @Test
    void a_leaders_stamp_leaves_the_crc_alone() {
        ByteBuffer whole = threeRecords();
        batch.wrap(whole, 0).stamp(77L, 9);
        assertThat(batch.validate()).isNull();
        assertThat(batch.baseOffset()).isEqualTo(77L);
        assertThat(batch.lastOffset()).isEqualTo(79L);
        assertThat(batch.leaderEpoch()).isEqualTo(9);
    }

    @Test
    void lengths_counts_and_ranges_that_cannot_be_have_names() {
        assertThat(broken(BatchLayout.LENGTH, -1)).isEqualTo(BatchProblem.LENGTH);
        assertThat(broken(BatchLayout.LENGTH, 48)).isEqualTo(BatchProblem.LENGTH);
        assertThat(broken(BatchLayout.LENGTH, Integer.MAX_VALUE)).isEqualTo(BatchProblem.LENGTH);
        assertThat(broken(BatchLayout.LENGTH, Integer.MAX_VALUE - 12)).isEqualTo(BatchProblem.TOO_SHORT);
        assertThat(broken(BatchLayout.RECORD_COUNT, -1)).isEqualTo(BatchProblem.COUNT);
        assertThat(broken(BatchLayout.RECORD_COUNT, Integer.MAX_VALUE)).isEqualTo(BatchProblem.COUNT);
        assertThat(broken(BatchLayout.LAST_OFFSET_DELTA, -1)).isEqualTo(BatchProblem.OFFSET_RANGE);
        assertThat(broken(BatchLayout.LAST_OFFSET_DELTA, 1)).isEqualTo(BatchProblem.OFFSET_RANGE);
        ByteBuffer compressed = threeRecords();
        compressed.putShort(BatchLayout.ATTRIBUTES, (short) 5);
        assertThat(resealed(compressed)).isEqualTo(BatchProblem.COMPRESSION);
    }

    @Test
    void records_that_do_not_fit_the_header_have_names() {
        assertThat(walked(BatchLayout.RECORD_COUNT, 2)).isEqualTo(BatchProblem.RECORDS_LEFT);
        ByteBuffer more = threeRecords();
        more.putInt(BatchLayout.RECORD_COUNT, 4);
        more.putInt(BatchLayout.LAST_OFFSET_DELTA, 3);
        assertThat(walk(more)).isEqualTo(BatchProblem.VARINT);
        ByteBuffer none = threeRecords();
        none.putInt(BatchLayout.RECORD_COUNT, 0);
        assertThat(walk(none)).isEqualTo(BatchProblem.RECORDS_LEFT);

        int first = BatchLayout.RECORDS;
        assertThat(walkedWithByte(first, 0x80 | 4)).as("length runs on").isEqualTo(BatchProblem.RECORD_LENGTH);
        assertThat(walkedWithByte(first, 1)).as("negative length").isEqualTo(BatchProblem.RECORD_LENGTH);
        assertThat(walkedWithByte(first + 3, 2)).as("offset delta 1 before 1").isEqualTo(BatchProblem.OFFSET_DELTA);
        assertThat(walkedWithByte(first + 3, 6)).as("offset delta past the last").isEqualTo(BatchProblem.OFFSET_DELTA);
        assertThat(walkedWithByte(first + 4, 3)).as("key length -2").isEqualTo(BatchProblem.FIELD_LENGTH);
        assertThat(walkedWithByte(first + 4, 126)).as("key leaves the record").isEqualTo(BatchProblem.FIELD_LENGTH);
        assertThat(walkedWithByte(first + 10, 1)).as("header count -1").isEqualTo(BatchProblem.FIELD_LENGTH);
        assertThat(walkedWithByte(first + 10, 126)).as("more headers than bytes").isEqualTo(BatchProblem.FIELD_LENGTH);
    }

    @Test
    void a_header_without_a_key_is_refused() {
        MemoryRecords kafkas = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(5L, null, new byte[1],
                new Header[]{new RecordHeader("\u0004", new byte[]{7})}));
        ByteBuffer whole = kafkas.buffer();
        assertThat(walk(whole)).isNull();
        // Its length becomes -1; the byte of the key then reads as the length of the value, and all else fits.
        whole.put(BatchLayout.RECORDS + 8, (byte) 1);
        assertThat(walk(whole)).isEqualTo(BatchProblem.FIELD_LENGTH);
    }

    @Test
    void a_variable_length_integer_has_an_end() {
        ByteBuffer whole = threeRecords();
        for (int i = 0; i < 5; i++) {
            whole.put(BatchLayout.RECORDS + i, (byte) 0xff);
        }
        assertThat(walk(whole)).isEqualTo(BatchProblem.VARINT);
    }

    @Test
    void a_producers_batch_has_records_and_consecutive_offsets() {
        BatchValidator validator = new BatchValidator();
        ByteBuffer gap = threeRecords();
        gap.putInt(BatchLayout.LAST_OFFSET_DELTA, 5);
        seal(gap);
        assertThat(batch.wrap(gap, 0).validate()).as("a cleaned batch keeps its range").isNull();
        assertThat(validator.validate(batch)).isEqualTo(BatchProblem.NOT_CONSECUTIVE);

        ByteBuffer empty = new RecordBatchBuilder(100).finish(BatchStamp.plain());
        assertThat(validator.validate(batch.wrap(empty, 0))).isEqualTo(BatchProblem.NOT_CONSECUTIVE);
        ByteBuffer good = threeRecords();
        assertThat(validator.validate(batch.wrap(good, 0))).isNull();
        assertThat(validator.offsetDeltaOfMaxTimestamp()).isEqualTo(2);
    }

    @Test
    void a_broken_walk_says_where_and_what_to_do() {
        ByteBuffer whole = threeRecords();
        whole.put(BatchLayout.RECORDS + 11, (byte) 1);
        RecordCursor cursor = new RecordCursor().reset(batch.wrap(whole, 0));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
        assertThatThrownBy(() -> cursor.check("orders-2")).isInstanceOf(TidemarkException.class)
                .hasMessageContaining("TM-2001")
                .hasMessageContaining("orders-2@1")
                .hasMessageContaining("seeking to offset 3");
    }

    @Test
    void batches_are_walked_up_to_one_that_is_cut() {
        ByteBuffer whole = threeRecords();
        int size = whole.limit();
        ByteBuffer several = ByteBuffer.allocate(3 * size - 1);
        several.put(whole.duplicate()).put(whole.duplicate()).put(whole.array(), 0, size - 1).flip();
        RecordBatches batches = new RecordBatches().reset(several);
        int seen = 0;
        while (batches.next()) {
            assertThat(batches.batch().position()).isEqualTo(seen * size);
            seen++;
        }
        assertThat(seen).isEqualTo(2);
        assertThat(batches.problem()).isEqualTo(BatchProblem.TOO_SHORT);
        assertThat(batches.position()).isEqualTo(2 * size);

        batches.reset(several.slice(0, 2 * size));
        while (batches.next()) {
            seen++;
        }
        assertThat(seen).isEqualTo(4);
        assertThat(batches.problem()).isNull();
    }

    @Test
    void a_full_builder_says_so_and_keeps_what_it_has() {
        RecordBatchBuilder builder = new RecordBatchBuilder(BatchLayout.HEADER_SIZE + 2 * 17);
        byte[] ten = new byte[10];
        assertThat(builder.append(1L, null, ten, Headers.none())).isTrue();
        assertThat(builder.append(1L, null, ten, Headers.none())).isTrue();
        assertThat(builder.append(1L, null, new byte[0], Headers.none())).isFalse();
        assertThat(builder.recordCount()).isEqualTo(2);
        ByteBuffer finished = builder.finish(BatchStamp.plain());
        assertThat(finished.remaining()).isEqualTo(builder.sizeEstimate()).isEqualTo(BatchLayout.HEADER_SIZE + 2 * 17);
        assertThat(new BatchValidator().validate(batch.wrap(finished, 0))).isNull();
    }

    @Test
    void record_bytes_share_what_they_are_given() {
        ByteBuffer whole = threeRecords();
        RecordBytes bytes = RecordBytes.of(whole);
        ByteBuffer first = bytes.buffer();
        first.position(10);
        assertThat(bytes.sizeInBytes()).isEqualTo(whole.remaining());
        assertThat(bytes.buffer()).isEqualTo(whole).isNotSameAs(first);
        assertThat(bytes).isEqualTo(RecordBytes.of(threeRecords()));
        assertThat(RecordBytes.of(ByteBuffer.allocate(0))).isSameAs(RecordBytes.empty());
    }

    /** Records of 11 bytes: length, attributes, two deltas, "k1", "v1" with their lengths, no header. */
    private static ByteBuffer threeRecords() {
        RecordBatchBuilder builder = new RecordBatchBuilder(1_000);
        List<RecordSamples> records = List.of(RecordSamples.of(10, "k1", "v1"), RecordSamples.of(11, "k2", "v2"),
                RecordSamples.of(12, "k3", "v3"));
        assertThat(RecordSamples.appendAll(builder, records)).isTrue();
        ByteBuffer finished = builder.finish(BatchStamp.plain());
        return ByteBuffer.allocate(finished.remaining()).put(finished).flip();
    }

    private BatchProblem broken(int field, int value) {
        ByteBuffer buffer = threeRecords();
        buffer.putInt(field, value);
        return field == BatchLayout.LENGTH ? batch.wrap(buffer, 0).validate() : resealed(buffer);
    }

    private BatchProblem walked(int field, int value) {
        ByteBuffer buffer = threeRecords();
        buffer.putInt(field, value);
        return walk(buffer);
    }

    private BatchProblem walkedWithByte(int index, int value) {
        ByteBuffer buffer = threeRecords();
        buffer.put(index, (byte) value);
        return walk(buffer);
    }

    private BatchProblem walk(ByteBuffer buffer) {
        seal(buffer);
        assertThat(batch.wrap(buffer, 0).validate()).isNull();
        RecordCursor cursor = new RecordCursor().reset(batch);
        while (cursor.next()) {
            assertThat(cursor.offset()).isBetween(0L, 2L);
        }
        return cursor.problem();
    }

    private BatchProblem resealed(ByteBuffer buffer) {
        seal(buffer);
        return batch.wrap(buffer, 0).validate();
    }

    private void seal(ByteBuffer buffer) {
        buffer.putInt(BatchLayout.CRC, batch.wrap(buffer, 0).computeCrc());
    }

    private static void flip(ByteBuffer buffer, int bit) {
        buffer.put(bit / 8, (byte) (buffer.get(bit / 8) ^ (1 << (bit % 8))));
    }
}
