package dev.tidemark.verification.fuzz;

import com.github.luben.zstd.Zstd;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.RecordBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.xerial.snappy.Snappy;

/** Batches that ask for more memory or work than they bring bytes. Their headers and checksums are right. */
enum Bomb {

    /** A kilobyte for each byte, member behind member. */
    GZIP_ZEROS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            return ofRecords(CompressionType.GZIP, repeated(gzip(new byte[PIECE_BYTES]), pieces(random)));
        }
    },
    /** Thirty kilobytes for each byte, frame behind frame. */
    ZSTD_ZEROS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            return ofRecords(CompressionType.ZSTD, repeated(Zstd.compress(new byte[PIECE_BYTES]), pieces(random)));
        }
    },
    /** A frame that announces up to exabytes. */
    ZSTD_ANNOUNCEMENT(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            long announced = 1L << random.nextInt(20, 63);
            byte[] frame = ByteBuffer.allocate(64)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0xFD2FB528) // magic
                    .put((byte) 0xE0) // single segment, content size in eight bytes
                    .putLong(announced)
                    .array();
            return ofRecords(CompressionType.ZSTD, frame);
        }
    },
    /** A frame that wants a window of terabytes. */
    ZSTD_WINDOW(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            byte[] frame = ByteBuffer.allocate(64)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0xFD2FB528)
                    .put((byte) 0)
                    .put((byte) (random.nextInt(17, 32) << 3)) // window of 2^(10 + exponent) bytes
                    .put(new byte[]{3, 0, 0, 0}) // last block, run of zeros
                    .array();
            return ofRecords(CompressionType.ZSTD, frame);
        }
    },
    /** What LZ4 can do at its most: 255 bytes for each. */
    LZ4_ZEROS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            return ofRecords(CompressionType.LZ4, repeated(lz4(new byte[PIECE_BYTES]), 5 + pieces(random)));
        }
    },
    /** Blocks of one byte, each of which might have four megabytes. */
    LZ4_SMALL_BLOCKS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            byte[] header = Arrays.copyOf(lz4(new byte[1]), 7);
            byte[] block = {2, 0, 0, 0, 0x10, 0}; // size, one literal, the literal
            return ofRecords(CompressionType.LZ4, joined(header, repeated(block, 10_000), new byte[4]));
        }
    },
    /** A block that announces up to two gigabytes. */
    SNAPPY_ANNOUNCEMENT(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            byte[] block = new byte[5 + random.nextInt(1_000)];
            Arrays.fill(block, 0, 4, (byte) 0xff);
            block[4] = (byte) (random.nextBoolean() ? 0x07 : 0x0f);
            return ofRecords(CompressionType.SNAPPY, random.nextBoolean() ? block : xerial(block));
        }
    },
    /** What Snappy can do at its most: twenty bytes for each. */
    SNAPPY_ZEROS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            try {
                return ofRecords(CompressionType.SNAPPY,
                        xerial(Snappy.compress(new byte[PIECE_BYTES + random.nextInt(PIECE_BYTES)])));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    },
    /** A name that does not end, or fields that are longer than the member. */
    GZIP_HEADER(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            byte[] member = new byte[10 + random.nextInt(1_000)];
            Arrays.fill(member, (byte) 0xff);
            ByteBuffer.wrap(member).put((byte) 0x1f).put((byte) 0x8b).put((byte) 8).put((byte) random.nextInt(1, 32));
            return ofRecords(CompressionType.GZIP, member);
        }
    },
    /** Two thousand million records in a few bytes. */
    MANY_RECORDS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            CompressionType type = random.nextBoolean() ? CompressionType.NONE : CompressionType.GZIP;
            byte[] record = record(0, new byte[0], 0);
            int count = Integer.MAX_VALUE - random.nextInt(3);
            return of(type, type == CompressionType.NONE ? record : gzip(record), count);
        }
    },
    /** As many records as fit: work, and no memory. */
    TINY_RECORDS(false) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            ByteArrayOutputStream records = new ByteArrayOutputStream();
            int count = 20_000 + random.nextInt(180_000);
            for (int i = 0; i < count; i++) {
                records.writeBytes(record(i, new byte[0], 0));
            }
            return of(CompressionType.GZIP, gzip(records.toByteArray()), count);
        }
    },
    /** A record that counts more headers than it has bytes. */
    MANY_HEADERS(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            return ofRecords(CompressionType.NONE,
                    record(0, new byte[random.nextInt(100)], Integer.MAX_VALUE - random.nextInt(3)));
        }
    },
    /** A record of millions of empty headers that are there. */
    DEEP_HEADERS(false) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            int headers = 1_000_000 + random.nextInt(8_000_000);
            return ofRecords(CompressionType.ZSTD, Zstd.compress(record(0, new byte[2 * headers], headers)));
        }
    },
    /** A header whose key or value is longer than all that follows. */
    LONG_HEADER(true) {
        @Override
        ByteBuffer batch(SplittableRandom random) {
            byte[] header = joined(random.nextBoolean() ? new byte[0] : new byte[]{0},
                    varint(Integer.MAX_VALUE - random.nextInt(3)));
            return ofRecords(CompressionType.NONE, record(0, header, 1));
        }
    };

    private static final int PIECE_BYTES = 8 << 20;

    private final boolean refused;

    Bomb(boolean refused) {
        this.refused = refused;
    }

    /** Whether no batch of these can be right. */
    boolean refused() {
        return refused;
    }

    abstract ByteBuffer batch(SplittableRandom random);

    private static int pieces(SplittableRandom random) {
        return 5 + random.nextInt(25);
    }

    /** A record without key and value, and what follows as its headers. */
    private static byte[] record(int offsetDelta, byte[] headers, int headerCount) {
        byte[] body = joined(new byte[]{0, 0}, varint(offsetDelta), new byte[]{1, 1}, varint(headerCount), headers);
        return joined(varint(body.length), body);
    }

    private static ByteBuffer ofRecords(CompressionType type, byte[] records) {
        return of(type, records, 1);
    }

    private static ByteBuffer of(CompressionType type, byte[] records, int count) {
        ByteBuffer batch = ByteBuffer.allocate(BatchLayout.HEADER_SIZE + records.length);
        batch.putInt(BatchLayout.LENGTH, batch.capacity() - BatchLayout.LOG_OVERHEAD);
        batch.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        batch.putShort(BatchLayout.ATTRIBUTES, (short) type.id());
        batch.putInt(BatchLayout.LAST_OFFSET_DELTA, count - 1);
        batch.putLong(BatchLayout.PRODUCER_ID, BatchLayout.NO_PRODUCER_ID);
        batch.putShort(BatchLayout.PRODUCER_EPOCH, BatchLayout.NO_PRODUCER_EPOCH);
        batch.putInt(BatchLayout.BASE_SEQUENCE, BatchLayout.NO_SEQUENCE);
        batch.putInt(BatchLayout.RECORD_COUNT, count);
        batch.put(BatchLayout.RECORDS, records);
        batch.putInt(BatchLayout.CRC, new RecordBatch().wrap(batch, 0).computeCrc());
        return batch;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] lz4(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream lz4 = new LZ4FrameOutputStream(out, BLOCKSIZE.SIZE_4MB, FLG.Bits.BLOCK_INDEPENDENCE)) {
            lz4.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** A block in the stream format of snappy-java. */
    private static byte[] xerial(byte[] block) {
        return ByteBuffer.allocate(20 + block.length)
                .put(new byte[]{(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0})
                .putInt(1)
                .putInt(1)
                .putInt(block.length)
                .put(block)
                .array();
    }

    private static byte[] varint(int value) {
        byte[] bytes = new byte[5];
        int size = 0;
        int rest = (value << 1) ^ (value >> 31);
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return Arrays.copyOf(bytes, size);
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteBuffer all = ByteBuffer.allocate(bytes.length * times);
        while (all.hasRemaining()) {
            all.put(bytes);
        }
        return all.array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
