package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

/** What other writers send is read; what would fill the heap is refused before it does. */
class CompressionTest {

    private static final int CAP = 1 << 20;

    @Test
    void bare_snappy_is_read() throws IOException {
        byte[] text = sample(50_000);
        assertThat(decompressed(CompressionType.SNAPPY, Snappy.compress(text))).isEqualTo(text);
    }

    @Test
    void gzip_members_with_names_and_several_in_a_row_are_read() throws IOException {
        byte[] text = sample(30_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int part = 0; part < 3; part++) {
            try (OutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(text, part * 10_000, 10_000);
            }
        }
        assertThat(decompressed(CompressionType.GZIP, out.toByteArray())).isEqualTo(text);

        byte[] plain = out.toByteArray();
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        named.write(plain, 0, 3);
        named.write(8 | 16 | 4);
        named.write(plain, 4, 6);
        named.write(new byte[]{2, 0, 'x', 'y', 'n', 0, 'c', 'c', 0});
        named.write(plain, 10, plain.length - 10);
        assertThat(decompressed(CompressionType.GZIP, named.toByteArray())).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(LZ4FrameOutputStream.BLOCKSIZE.class)
    void lz4_frames_of_other_shapes_are_read(LZ4FrameOutputStream.BLOCKSIZE size) throws IOException {
        byte[] text = sample(700_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream lz4 = new LZ4FrameOutputStream(out, size, text.length,
                LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE, LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM,
                LZ4FrameOutputStream.FLG.Bits.CONTENT_SIZE, LZ4FrameOutputStream.FLG.Bits.BLOCK_CHECKSUM)) {
            lz4.write(text);
        }
        byte[] frame = out.toByteArray();
        assertThat(decompressed(CompressionType.LZ4, frame)).isEqualTo(text);
        frame[frame.length - 1] ^= 1;
        assertThat(problem(CompressionType.LZ4, frame)).as("content checksum").isEqualTo(BatchProblem.COMPRESSED_DATA);
        frame[frame.length - 1] ^= 1;
        frame[14] ^= 1;
        assertThat(problem(CompressionType.LZ4, frame)).as("header checksum").isEqualTo(BatchProblem.COMPRESSED_DATA);
    }

    @Test
    void zstd_streams_without_a_content_size_are_read() throws IOException {
        byte[] text = sample(900_000);
        assertThat(decompressed(CompressionType.ZSTD, stream(CompressionType.ZSTD, text, text.length)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void incompressible_bytes_grow_by_less_than_one_in_a_thousand(CompressionType type) {
        byte[] noise = new byte[500_000];
        new Random(1).nextBytes(noise);
        RecordBatchBuilder builder = new RecordBatchBuilder(600_000, type);
        assertThat(builder.append(0L, null, noise, Headers.none())).isTrue();
        int size = builder.finish(BatchStamp.plain()).remaining();
        assertThat(size).isLessThan(builder.sizeEstimate() + builder.sizeEstimate() / 1_000);
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_bomb_is_refused_at_the_cap(CompressionType type) throws IOException {
        byte[] zeros = new byte[1 << 16];
        byte[] bomb = stream(type, zeros, 256 << 20);
        assertThat(bomb.length).as("what the peer sends").isLessThan(16 << 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuffer batch = batchAround(type, bomb);
        RecordCursor cursor = new RecordCursor(CAP);
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        cursor.reset(new RecordBatch().wrap(batch, 0));
        long taken = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(cursor.problem()).isEqualTo(BatchProblem.DECOMPRESSED_TOO_LARGE);
        assertThat(cursor.next()).isFalse();
        assertThat(taken).as("heap taken for a bomb of 256 MiB").isLessThan(4L * CAP);
        assertThat(new BatchValidator(CAP).validate(new RecordBatch().wrap(batch, 0)))
                .isEqualTo(BatchProblem.DECOMPRESSED_TOO_LARGE);
    }

    @Test
    void the_steps_to_the_cap_of_a_usual_batch_cost_less_than_twice_the_cap() throws IOException {
        byte[] piece = new byte[1 << 20];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int total = 33 << 20; total < 64 << 20; total += 1 << 20) {
            byte[] bomb = stream(CompressionType.ZSTD, piece, total);
            BoundedBuffer out = new BoundedBuffer(RecordCursor.DECOMPRESSED_BYTES_MAX);
            RecordCodec zstd = RecordCodec.of(CompressionType.ZSTD, CompressionType.ZSTD.levelDefault());
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(zstd.decompress(bomb, 0, bomb.length, out)).isEqualTo(BatchProblem.DECOMPRESSED_TOO_LARGE);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("%d bytes", bomb.length)
                    .isLessThan(57L << 20);
        }
    }

    @Test
    void an_announced_size_is_not_believed() {
        // A raw snappy block that claims 500,000 bytes and has four.
        byte[] liar = {(byte) 0xa0, (byte) 0xc2, 0x1e, 0x00, 'x'};
        assertThat(problem(CompressionType.SNAPPY, liar)).isEqualTo(BatchProblem.COMPRESSED_DATA);
    }

    @Test
    void a_cursor_recovers_from_a_bomb() throws IOException {
        RecordCursor cursor = new RecordCursor(CAP);
        byte[] bomb = stream(CompressionType.ZSTD, new byte[1 << 16], 64 << 20);
        cursor.reset(new RecordBatch().wrap(batchAround(CompressionType.ZSTD, bomb), 0));
        assertThat(cursor.problem()).isNotNull();
        RecordBatchBuilder builder = new RecordBatchBuilder(1_000, CompressionType.ZSTD);
        assertThat(builder.append(5L, null, new byte[9], Headers.none())).isTrue();
        cursor.reset(new RecordBatch().wrap(builder.finish(BatchStamp.plain()), 0));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.valueLength()).isEqualTo(9);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.problem()).isNull();
    }

    private static byte[] stream(CompressionType type, byte[] piece, int total) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream out = switch (type) {
            case NONE -> throw new IllegalArgumentException();
            case GZIP -> new GZIPOutputStream(bytes);
            case SNAPPY -> new SnappyOutputStream(bytes);
            case LZ4 -> new LZ4FrameOutputStream(bytes, LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(bytes);
        };
        try (out) {
            for (int done = 0; done < total; done += piece.length) {
                out.write(piece);
            }
        }
        return bytes.toByteArray();
    }

    private static ByteBuffer batchAround(CompressionType type, byte[] compressed) {
        ByteBuffer buffer = ByteBuffer.allocate(BatchLayout.HEADER_SIZE + compressed.length);
        buffer.put(BatchLayout.HEADER_SIZE, compressed);
        buffer.putInt(BatchLayout.LENGTH, buffer.limit() - BatchLayout.LOG_OVERHEAD);
        buffer.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        buffer.putShort(BatchLayout.ATTRIBUTES, (short) type.id());
        buffer.putInt(BatchLayout.RECORD_COUNT, 1);
        buffer.putInt(BatchLayout.CRC, new RecordBatch().wrap(buffer, 0).computeCrc());
        return buffer;
    }

    private static byte[] decompressed(CompressionType type, byte[] compressed) {
        BoundedBuffer out = new BoundedBuffer(CAP);
        assertThat(RecordCodec.of(type, type.levelDefault()).decompress(compressed, 0, compressed.length, out))
                .isNull();
        return Arrays.copyOf(out.array(), out.size());
    }

    private static BatchProblem problem(CompressionType type, byte[] compressed) {
        return RecordCodec.of(type, type.levelDefault())
                .decompress(compressed, 0, compressed.length,
                        new BoundedBuffer(CAP));
    }

    private static byte[] sample(int size) {
        byte[] bytes = new byte[size];
        Random random = new Random(size);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ('a' + (random.nextInt(4) == 0 ? random.nextInt(26) : i % 5));
        }
        return bytes;
    }
}
