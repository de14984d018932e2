package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A cursor allocates nothing, neither per record nor per batch, once it has seen a batch of the size. The one exception is a
 * small object per batch inside zstd-jni.
 */
class CursorAllocationTest {

    private static final int RECORDS = 500;
    private static final int WALKS = 200;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RecordBatch batch = new RecordBatch();

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void records_and_headers_are_walked_without_allocating(CompressionType type) {
        for (boolean direct : new boolean[]{false, true}) {
            ByteBuffer heap = batchOf(type);
            ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(heap.remaining()).put(heap).flip() : heap;
            RecordCursor cursor = new RecordCursor();
            long thread = Thread.currentThread().threadId();
            long checksum = 0;
            for (int warmUp = 0; warmUp < WALKS; warmUp++) {
                checksum += walk(cursor, buffer);
            }
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < WALKS; i++) {
                checksum += walk(cursor, buffer);
            }
            long allocated = threads.getThreadAllocatedBytes(thread) - before;
            assertThat(cursor.problem()).isNull();
            assertThat(checksum).isNotZero();
            long perBatch = allocated / WALKS;
            assertThat(perBatch).as("bytes per batch, direct %s", direct)
                    .isLessThanOrEqualTo(type == CompressionType.ZSTD ? 400 : 0);
            assertThat(allocated / (WALKS * RECORDS)).as("bytes per record, direct %s", direct).isZero();
        }
    }

    private long walk(RecordCursor cursor, ByteBuffer buffer) {
        long checksum = 0;
        cursor.reset(batch.wrap(buffer, 0));
        while (cursor.next()) {
            checksum += cursor.offset() + cursor.timestamp() + cursor.sequence()
                    + cursor.data().get(cursor.valuePosition());
            while (cursor.nextHeader()) {
                checksum += cursor.data().get(cursor.headerKeyPosition()) + cursor.headerValueLength();
            }
        }
        return checksum;
    }

    private static ByteBuffer batchOf(CompressionType type) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 20, type);
        Headers headers = Headers.of(Header.ofText("a", "1"), Header.ofText("b", "2"));
        for (int i = 0; i < RECORDS; i++) {
            assertThat(builder.append(i, ("key" + i).getBytes(), ("value" + i).getBytes(),
                    i % 2 == 0 ? headers : Headers.none())).isTrue();
        }
        return builder.finish(BatchStamp.idempotent(1L, (short) 0, 0));
    }
}
