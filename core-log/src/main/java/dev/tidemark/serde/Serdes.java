package dev.tidemark.serde;

import java.util.Optional;
import java.util.UUID;

/**
 * The serdes of plain types, in the encodings of Kafka's own serializers, and those that combine others.
 *
 * <p>Integers are two's complement, big-endian: byte order is number order among values of one sign, negative ones behind.
 */
public final class Serdes {

    private Serdes() {}

    /** UTF-8 without a length. */
    public static Serde<String> string() {
        return StringSerde.INSTANCE;
    }

    /** The bytes themselves. Arrays are copied on reading. */
    public static Serde<byte[]> bytes() {
        return BytesSerde.INSTANCE;
    }

    /** 4 bytes. */
    public static Serde<Integer> int32() {
        return Int32Serde.INSTANCE;
    }

    /** 8 bytes. */
    public static Serde<Long> int64() {
        return Int64Serde.INSTANCE;
    }

    /** 8 bytes, IEEE 754 bits as they are. */
    public static Serde<Double> float64() {
        return Float64Serde.INSTANCE;
    }

    /** The 36 characters of {@link UUID#toString}, as Kafka's serializer has it. */
    public static Serde<UUID> uuid() {
        return UuidSerde.INSTANCE;
    }

    /** One byte that says whether a value follows, then the value. For what may be absent inside a larger value. */
    public static <T> Serde<Optional<T>> optional(Serde<T> serde) {
        return new OptionalSerde<>(serde);
    }

    /** The size of the first, the first, the second to the end. */
    public static <A, B> Serde<Pair<A, B>> pair(Serde<A> first, Serde<B> second) {
        return new PairSerde<>(first, second);
    }

    private static void expect(ByteSource source, int bytes, String type) {
        if (source.remaining() != bytes) {
            throw new UnreadableValueException(
                    type + " has " + bytes + " bytes, " + source.remaining() + " were found");
        }
    }

    private enum StringSerde implements Serde<String> {
        INSTANCE;

        @Override
        public void write(String value, ByteSink sink) {
            sink.writeUtf8(value);
        }

        @Override
        public String read(ByteSource source) {
            return source.readRemainingUtf8();
        }
    }

    private enum BytesSerde implements Serde<byte[]> {
        INSTANCE;

        @Override
        public void write(byte[] value, ByteSink sink) {
            sink.write(value);
        }

        @Override
        public byte[] read(ByteSource source) {
            return source.readRemaining();
        }
    }

    private enum Int32Serde implements Serde<Integer> {
        INSTANCE;

        @Override
        public void write(Integer value, ByteSink sink) {
            sink.writeInt(value);
        }

        @Override
        public Integer read(ByteSource source) {
            expect(source, 4, "an int32");
            return source.readInt();
        }
    }

    private enum Int64Serde implements Serde<Long> {
        INSTANCE;

        @Override
        public void write(Long value, ByteSink sink) {
            sink.writeLong(value);
        }

        @Override
        public Long read(ByteSource source) {
            expect(source, 8, "an int64");
            return source.readLong();
        }
    }

    private enum Float64Serde implements Serde<Double> {
        INSTANCE;

        @Override
        public void write(Double value, ByteSink sink) {
            sink.writeLong(Double.doubleToRawLongBits(value));
        }

        @Override
        public Double read(ByteSource source) {
            expect(source, 8, "a float64");
            return Double.longBitsToDouble(source.readLong());
        }
    }

    private enum UuidSerde implements Serde<UUID> {
        INSTANCE;

        @Override
        public void write(UUID value, ByteSink sink) {
            sink.writeUtf8(value.toString());
        }

        @Override
        public UUID read(ByteSource source) {
            expect(source, 36, "a uuid");
            String text = source.readRemainingUtf8();
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new UnreadableValueException("'" + text + "' is not a uuid", e);
            }
        }
    }

    private record OptionalSerde<T>(Serde<T> serde) implements Serde<Optional<T>> {

        @Override
        public void write(Optional<T> value, ByteSink sink) {
            sink.writeByte(value.isPresent() ? 1 : 0);
            if (value.isPresent()) {
                serde.write(value.get(), sink);
            }
        }

        @Override
        public Optional<T> read(ByteSource source) {
            byte present = source.readByte();
            if (present == 1) {
                return Optional.of(serde.read(source));
            }
            if (present != 0 || source.remaining() != 0) {
                throw new UnreadableValueException("an optional value starts with 1, or is the single byte 0");
            }
            return Optional.empty();
        }
    }

    private record PairSerde<A, B>(Serde<A> first, Serde<B> second) implements Serde<Pair<A, B>> {

        @Override
        public void write(Pair<A, B> value, ByteSink sink) {
            // The first's size is known once it is written: it goes behind four bytes kept free for it.
            int at = sink.size();
            sink.writeInt(0);
            first.write(value.first(), sink);
            int size = sink.size() - at - 4;
            byte[] array = sink.array();
            array[at] = (byte) (size >>> 24);
            array[at + 1] = (byte) (size >>> 16);
            array[at + 2] = (byte) (size >>> 8);
            array[at + 3] = (byte) size;
            second.write(value.second(), sink);
        }

        @Override
        public Pair<A, B> read(ByteSource source) {
            int end = source.narrow(source.readInt());
            A a = first.read(source);
            source.widen(end);
            return new Pair<>(a, second.read(source));
        }
    }
}
