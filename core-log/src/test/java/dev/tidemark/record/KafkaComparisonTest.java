package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of batches against those of Kafka's own client, both ways. */
class KafkaComparisonTest {

    private static final int SEEDS = 60;
    private static final long PRODUCER_ID = 4711L;
    private static final short EPOCH = 3;
    private static final int SEQUENCE = Integer.MAX_VALUE - 2;

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void our_batches_have_kafkas_bytes(CompressionType type) {
        RecordBatchBuilder builder = new RecordBatchBuilder(16 << 20, type);
        for (int seed = 0; seed < SEEDS; seed++) {
            List<RecordSamples> records = RecordSamples.random(new Random(seed), 60);
            builder.reset();
            assertThat(RecordSamples.appendAll(builder, records)).isTrue();
            ByteBuffer ours = builder.finish(BatchStamp.transactional(PRODUCER_ID, EPOCH, SEQUENCE).at(1_000L, 7));
            ByteBuffer theirs = kafkaBatch(type, records);

            // zstd-jni's stream and one-shot calls frame the same records differently: compared record by record below
            if (type != CompressionType.ZSTD) {
                assertThat(ours).as("seed %d", seed).isEqualTo(theirs);
            }
            MutableRecordBatch read = MemoryRecords.readableRecords(ours.duplicate()).batchIterator().next();
            read.ensureValid();
            assertThat(read.producerId()).isEqualTo(PRODUCER_ID);
            assertThat(read.isTransactional()).isTrue();
            assertThat(read.lastOffset()).isEqualTo(1_000L + records.size() - 1);
            assertThat(kafkaReads(read)).as("seed %d", seed).isEqualTo(described(records, 1_000L));
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void kafkas_batches_are_read_in_heap_and_direct_memory(CompressionType type) {
        RecordCursor cursor = new RecordCursor();
        BatchValidator validator = new BatchValidator();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<RecordSamples> records = RecordSamples.random(new Random(seed), 60);
            ByteBuffer theirs = kafkaBatch(type, records);
            ByteBuffer direct = ByteBuffer.allocateDirect(theirs.remaining() + 5);
            direct.put(5, theirs, theirs.position(), theirs.remaining());
            for (RecordBatch batch : List.of(new RecordBatch().wrap(theirs, theirs.position()),
                    new RecordBatch().wrap(direct, 5))) {
                assertThat(validator.validate(batch)).as("seed %d", seed).isNull();
                assertThat(validator.maxTimestamp()).isEqualTo(batch.maxTimestamp());
                assertThat(batch.lastSequence()).isEqualTo(
                        MemoryRecords.readableRecords(theirs.duplicate()).batchIterator().next().lastSequence());
                assertThat(weRead(cursor, batch)).as("seed %d", seed).isEqualTo(described(records, 1_000L));
            }
        }
    }

    @Test
    void records_are_passed_on_without_being_opened() {
        List<RecordSamples> records = RecordSamples.random(new Random(5), 60);
        ByteBuffer theirs = kafkaBatch(CompressionType.LZ4, records);
        RecordCursor cursor = new RecordCursor().reset(new RecordBatch().wrap(theirs, theirs.position()));
        RecordBatchBuilder builder = new RecordBatchBuilder(16 << 20);
        while (cursor.next()) {
            assertThat(builder.append(cursor)).isTrue();
        }
        ByteBuffer copy = builder.finish(BatchStamp.transactional(PRODUCER_ID, EPOCH, SEQUENCE).at(1_000L, 7));
        assertThat(copy).isEqualTo(kafkaBatch(CompressionType.NONE, records));
    }

    @Test
    void transaction_markers_have_kafkas_bytes() {
        for (boolean commit : new boolean[]{true, false}) {
            ByteBuffer ours = new EndTransactionMarker(commit, 12).toBatch(99L, 4, 1_700_000_000_000L, PRODUCER_ID,
                    EPOCH);
            MemoryRecords theirs = MemoryRecords.withEndTransactionMarker(99L, 1_700_000_000_000L, 4, PRODUCER_ID,
                    EPOCH,
                    new org.apache.kafka.common.record.internal.EndTransactionMarker(
                            commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 12));
            assertThat(ours).isEqualTo(theirs.buffer());

            RecordBatch batch = new RecordBatch().wrap(theirs.buffer(), 0);
            assertThat(batch.control()).isTrue();
            RecordCursor cursor = new RecordCursor().reset(batch);
            assertThat(cursor.next()).isTrue();
            assertThat(EndTransactionMarker.read(cursor)).isEqualTo(new EndTransactionMarker(commit, 12));
        }
    }

    @Test
    void a_leaders_stamps_are_kafkas() {
        List<RecordSamples> records = RecordSamples.random(new Random(7), 20);
        ByteBuffer ours = kafkaBatch(CompressionType.NONE, records);
        ByteBuffer theirs = kafkaBatch(CompressionType.NONE, records);
        RecordBatch batch = new RecordBatch().wrap(ours, 0);
        batch.stamp(123_456_789L, 42);
        batch.stampLogAppendTime(1_800_000_000_000L);
        MutableRecordBatch reference = MemoryRecords.readableRecords(theirs).batchIterator().next();
        reference.setLastOffset(123_456_789L + records.size() - 1);
        reference.setPartitionLeaderEpoch(42);
        reference.setMaxTimestamp(org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME, 1_800_000_000_000L);

        assertThat(ours).isEqualTo(theirs);
        assertThat(batch.validate()).isNull();
        RecordCursor cursor = new RecordCursor().reset(batch);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.timestamp()).isEqualTo(1_800_000_000_000L);
        assertThat(cursor.offset()).isEqualTo(123_456_789L);
    }

    @Test
    void a_producers_new_epoch_is_stamped_in_place() {
        List<RecordSamples> records = RecordSamples.random(new Random(8), 20);
        ByteBuffer buffer = kafkaBatch(CompressionType.ZSTD, records);
        new RecordBatch().wrap(buffer, 0).stampProducer(9L, (short) 8, 7);
        MutableRecordBatch read = MemoryRecords.readableRecords(buffer).batchIterator().next();
        read.ensureValid();
        assertThat(read.producerId()).isEqualTo(9L);
        assertThat(read.producerEpoch()).isEqualTo((short) 8);
        assertThat(read.baseSequence()).isEqualTo(7);
    }

    private static ByteBuffer kafkaBatch(CompressionType type, List<RecordSamples> records) {
        Compression compression = Compression
                .of(org.apache.kafka.common.record.internal.CompressionType.forId(type.id()))
                .build();
        return MemoryRecords.withTransactionalRecords(1_000L, compression, PRODUCER_ID, EPOCH, SEQUENCE, 7,
                records.stream()
                        .map(RecordSamples::toKafka)
                        .toArray(
                                org.apache.kafka.common.record.internal.SimpleRecord[]::new))
                .buffer();
    }

    private static List<String> described(List<RecordSamples> records, long baseOffset) {
        List<String> lines = new ArrayList<>();
        for (RecordSamples record : records) {
            lines.add(line(baseOffset + lines.size(), record.timestampMs(), record.key(), record.value(),
                    record.headers()));
        }
        return lines;
    }

    private static List<String> weRead(RecordCursor cursor, RecordBatch batch) {
        List<String> lines = new ArrayList<>();
        cursor.reset(batch);
        while (cursor.next()) {
            lines.add(line(cursor.offset(), cursor.timestamp(), cursor.key(), cursor.value(), cursor.headers()));
        }
        assertThat(cursor.problem()).isNull();
        return lines;
    }

    private static List<String> kafkaReads(MutableRecordBatch batch) {
        List<String> lines = new ArrayList<>();
        for (Iterator<Record> it = batch.iterator(); it.hasNext();) {
            Record record = it.next();
            Headers headers = Headers.none();
            for (org.apache.kafka.common.header.Header header : record.headers()) {
                headers = headers.with(new Header(header.key(), header.value()));
            }
            lines.add(line(record.offset(), record.timestamp(), bytes(record.key()), bytes(record.value()), headers));
        }
        return lines;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String line(long offset, long timestamp, byte[] key, byte[] value, Headers headers) {
        return offset + " " + timestamp + " " + java.util.Arrays.hashCode(key) + "/" + (key == null ? -1 : key.length)
                + " " + java.util.Arrays.hashCode(value) + "/" + (value == null ? -1 : value.length) + " " + headers;
    }
}
