package dev.tidemark.protocol.codec;

import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type travel, at one version. Immutable.
 *
 * <p>Lengths and counts come in two forms (KIP-482): the classic one, two or four bytes with -1 for null, and the compact
 * one of flexible versions, a variable-length number one higher than the length, with 0 for null.
 */
interface ValueCodec {

    /** Why a null is not written. */
    String NULL_REFUSED = "is null, which this version cannot carry";

    /** Refuses what cannot be written, so that {@link #write} does not fail half-way. */
    int size(@Nullable Object value);

    void write(@Nullable Object value, WireWriter out);

    @Nullable
    Object read(WireReader in);

    /** The fewest bytes that a value can have: bounds the count of a list. */
    int sizeMin();

    /** How many bytes of the value are record batches. */
    default int recordBytes(@Nullable Object value) {
        return 0;
    }

    /** Whether {@link #recordBytes} can be other than 0. */
    default boolean carriesRecords() {
        return false;
    }

    /** Refuses a null that the version has no form for. */
    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new UnwritableMessage(NULL_REFUSED);
        }
        return value;
    }

    /** A value that always has as many bytes, the most significant one first. */
    enum Fixed implements ValueCodec {
        INT8(1) {
            @Override
            public void write(@Nullable Object value, WireWriter out) {
                out.writeByte((Byte) present(value));
            }

            @Override
            public Object read(WireReader in) {
                return in.readByte();
            }
        },
        INT32(4) {
            @Override
            public void write(@Nullable Object value, WireWriter out) {
                out.writeInt((Integer) present(value));
            }

            @Override
            public Object read(WireReader in) {
                in.allocate(ObjectBytes.INT);
                return in.readInt();
            }
        },
        INT64(8) {
            @Override
            public void write(@Nullable Object value, WireWriter out) {
                out.writeLong((Long) present(value));
            }

            @Override
            public Object read(WireReader in) {
                in.allocate(ObjectBytes.LONG);
                return in.readLong();
            }
        },
        UUID(16) {
            @Override
            public void write(@Nullable Object value, WireWriter out) {
                out.writeUuid((UUID) present(value));
            }

            @Override
            public Object read(WireReader in) {
                return in.readUuid();
            }
        };

        private final int bytes;

        Fixed(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public final int size(@Nullable Object value) {
            return bytes;
        }

        @Override
        public final int sizeMin() {
            return bytes;
        }
    }

    /** UTF-8 behind its length in bytes. */
    record Text(boolean compact, boolean nullable) implements ValueCodec {

        @Override
        public int size(@Nullable Object value) {
            if (value == null) {
                return Lengths.ofNullText(nullable, compact);
            }
            int bytes = utf8Length((String) value);
            return Lengths.ofText(bytes, compact) + bytes;
        }

        @Override
        public void write(@Nullable Object value, WireWriter out) {
            if (value == null && nullable) {
                Lengths.writeText(-1, compact, out);
                return;
            }
            String text = (String) present(value);
            Lengths.writeText(utf8Length(text), compact, out);
            out.writeUtf8(text);
        }

        private static int utf8Length(String text) {
            int bytes = WireWriter.utf8Length(text);
            if (bytes > WireReader.STRING_BYTES_MAX) {
                throw new UnwritableMessage(
                        "has " + bytes + " bytes; strings have at most " + WireReader.STRING_BYTES_MAX);
            }
            return bytes;
        }

        @Override
        public @Nullable Object read(WireReader in) {
            int bytes = Lengths.readText(in, compact);
            return bytes < 0 ? Lengths.nullIf(nullable, in) : in.readUtf8(bytes);
        }

        @Override
        public int sizeMin() {
            return compact ? 1 : 2;
        }
    }

    /** Bytes behind their length. */
    record Blob(boolean compact, boolean nullable) implements ValueCodec {

        @Override
        public int size(@Nullable Object value) {
            if (value == null) {
                return Lengths.ofNull(nullable, compact);
            }
            int bytes = ((ByteBuffer) value).remaining();
            return Math.addExact(Lengths.of(bytes, compact), bytes);
        }

        @Override
        public void write(@Nullable Object value, WireWriter out) {
            if (value == null && nullable) {
                Lengths.write(-1, compact, out);
                return;
            }
            ByteBuffer bytes = (ByteBuffer) present(value);
            Lengths.write(bytes.remaining(), compact, out);
            out.writeBytes(bytes);
        }

        @Override
        public @Nullable Object read(WireReader in) {
            int bytes = Lengths.read(in, compact);
            return bytes < 0 ? Lengths.nullIf(nullable, in) : in.readBytes(bytes);
        }

        @Override
        public int sizeMin() {
            return compact ? 1 : 4;
        }
    }

    /** Record batches behind their length; written and read without looking inside. */
    record Batches(boolean compact, boolean nullable) implements ValueCodec {

        @Override
        public int size(@Nullable Object value) {
            if (value == null) {
                return Lengths.ofNull(nullable, compact);
            }
            int bytes = ((RecordBytes) value).sizeInBytes();
            return Math.addExact(Lengths.of(bytes, compact), bytes);
        }

        @Override
        public void write(@Nullable Object value, WireWriter out) {
            if (value == null && nullable) {
                Lengths.write(-1, compact, out);
                return;
            }
            RecordBytes records = (RecordBytes) present(value);
            Lengths.write(records.sizeInBytes(), compact, out);
            out.writeRecords(records);
        }

        @Override
        public @Nullable Object read(WireReader in) {
            int bytes = Lengths.read(in, compact);
            return bytes < 0 ? Lengths.nullIf(nullable, in) : in.readRecords(bytes);
        }

        @Override
        public int sizeMin() {
            return compact ? 1 : 4;
        }

        @Override
        public int recordBytes(@Nullable Object value) {
            return value == null ? 0 : ((RecordBytes) value).sizeInBytes();
        }

        @Override
        public boolean carriesRecords() {
            return true;
        }
    }

    /**
     * A nested record that may be missing: one byte says whether it is there.
     *
     * @param absentMark the byte that says no: Kafka writes -1, but 0 where the record is a tagged field
     */
    record MaybeStruct(StructPlan plan, byte absentMark) implements ValueCodec {

        static final byte ABSENT = -1;
        static final byte ABSENT_IN_TAG = 0;

        @Override
        public int size(@Nullable Object value) {
            return value == null ? 1 : 1 + plan.size(value);
        }

        @Override
        public void write(@Nullable Object value, WireWriter out) {
            if (value == null) {
                out.writeByte(absentMark);
                return;
            }
            out.writeByte(1);
            plan.write(value, out);
        }

        @Override
        public @Nullable Object read(WireReader in) {
            return in.readByte() <= absentMark ? null : plan.read(in);
        }

        @Override
        public int sizeMin() {
            return 1;
        }
    }
}
