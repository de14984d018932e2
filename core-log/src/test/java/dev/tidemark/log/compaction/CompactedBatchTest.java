package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cleaned batch looks like to Kafka's own code. */
class CompactedBatchTest {

    private static final long HORIZON = 1_764_000_900_000L;

    private final BatchRewriter rewriter = new BatchRewriter();

    private static RecordBatch source(CompressionType compression) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 16, compression);
        Headers headers = Headers.of(new Header("h", new byte[]{1}));
        for (int i = 0; i < 5; i++) {
            builder.append(1_764_000_000_000L + i * 7, CompactedLog.bytes("k" + i),
                    i == 3 ? null : CompactedLog.bytes("v" + i), headers);
        }
        ByteBuffer bytes = builder.finish(BatchStamp.transactional(42, (short) 3, 17).at(1000, 9));
        return new RecordBatch().wrap(bytes, 0);
    }

    @ParameterizedTest
    @EnumSource
    void records_keep_offset_sequence_and_time(CompressionType compression) {
        RecordBatch source = source(compression);
        RecordBatchBuilder builder = rewriter.begin(source, HORIZON);
        RecordCursor cursor = new RecordCursor().reset(source);
        while (cursor.next()) {
            if (cursor.offset() == 1001 || cursor.offset() == 1003) {
                rewriter.retain(builder, cursor);
            }
        }
        MutableRecordBatch batch = read(rewriter.finish(builder, source, HORIZON));
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.producerId()).isEqualTo(42);
        assertThat(batch.producerEpoch()).isEqualTo((short) 3);
        assertThat(batch.lastSequence()).isEqualTo(21);
        assertThat(batch.partitionLeaderEpoch()).isEqualTo(9);
        assertThat(batch.compressionType().id).isEqualTo((byte) compression.id());
        assertThat(batch.deleteHorizonMs()).isEqualTo(OptionalLong.of(HORIZON));
        assertThat(batch.maxTimestamp()).isEqualTo(1_764_000_000_021L);
        List<String> records = new ArrayList<>();
        for (Record record : batch) {
            records.add(record.offset() + " " + record.sequence() + " " + record.timestamp() + " " + record.hasValue()
                    + " " + record.headers().length);
        }
        assertThat(records).containsExactly("1001 18 1764000000007 true 1", "1003 20 1764000000021 false 1");
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_batch_keeps_its_range(CompressionType compression) {
        RecordBatch source = source(compression);
        RecordBatchBuilder builder = rewriter.begin(source, BatchLayout.NO_TIMESTAMP);
        MutableRecordBatch batch = read(rewriter.finish(builder, source, BatchLayout.NO_TIMESTAMP));
        assertThat(batch.iterator().hasNext()).isFalse();
        assertThat(batch.deleteHorizonMs()).isEmpty();
        assertThat(batch.lastSequence()).isEqualTo(21);
        assertThat(batch.maxTimestamp()).isEqualTo(source.maxTimestamp());
    }

    private static MutableRecordBatch read(ByteBuffer bytes) {
        assertThat(new RecordBatch().wrap(bytes, 0).validate()).isNull();
        MutableRecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.baseOffset()).isEqualTo(1000);
        assertThat(batch.lastOffset()).isEqualTo(1004);
        return batch;
    }
}
