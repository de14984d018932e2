package dev.tidemark.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.serialization.UUIDSerializer;
import org.junit.jupiter.api.Test;

class SerdesTest {

    @Test
    void plain_types_have_the_bytes_of_kafkas_serializers() {
        for (String text : List.of("", "tide", "Flut – marée", "🌊 wave", "\ud800 alone", "x\udc00")) {
            same(Serdes.string(), new StringSerializer(), text);
        }
        for (long value : new long[]{0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_700_000_000_000L}) {
            same(Serdes.int64(), new LongSerializer(), value);
            same(Serdes.int32(), new IntegerSerializer(), (int) value);
            same(Serdes.float64(), new DoubleSerializer(), value / 3.0);
        }
        same(Serdes.uuid(), new UUIDSerializer(), new UUID(0x1234567890abcdefL, 0xfedcba0987654321L));
    }

    private static <T> void same(Serde<T> ours, Serializer<T> theirs, T value) {
        byte[] bytes = ours.toBytes(value);
        assertThat(bytes).isEqualTo(theirs.serialize("topic", value));
        if (!(value instanceof String text) || !text.chars().anyMatch(c -> Character.isSurrogate((char) c))
                || text.contains("🌊")) {
            assertThat(ours.fromBytes(bytes)).isEqualTo(value);
        }
    }

    @Test
    void any_text_is_encoded_as_the_jdk_does() {
        Random random = new Random(3);
        ByteSink sink = new ByteSink(1);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
            }
            sink.clear().writeUtf8(text.toString());
            assertThat(sink.toByteArray()).as("round %d", round)
                    .isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void pairs_and_optionals_nest() {
        Serde<Pair<String, Pair<Optional<Long>, String>>> serde = Serdes.pair(Serdes.string(),
                Serdes.pair(Serdes.optional(Serdes.int64()), Serdes.string()));
        for (Optional<Long> middle : List.of(Optional.of(5L), Optional.<Long>empty())) {
            Pair<String, Pair<Optional<Long>, String>> value = new Pair<>("first", new Pair<>(middle, "last"));
            assertThat(serde.fromBytes(serde.toBytes(value))).isEqualTo(value);
        }
    }

    @Test
    void bytes_that_are_no_value_say_why_and_get_a_position_from_the_caller() {
        assertThatThrownBy(() -> Serdes.int64().fromBytes(new byte[7])).isInstanceOf(UnreadableValueException.class)
                .hasMessage("an int64 has 8 bytes, 7 were found");
        assertThatThrownBy(() -> Serdes.uuid().fromBytes(new byte[36])).isInstanceOf(UnreadableValueException.class);
        assertThatThrownBy(() -> Serdes.optional(Serdes.string()).fromBytes(new byte[]{2}))
                .isInstanceOf(UnreadableValueException.class);
        Serde<Pair<String, String>> pair = Serdes.pair(Serdes.string(), Serdes.string());
        assertThatThrownBy(() -> pair.fromBytes(new byte[]{0, 0, 0, 9, 'x'}))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("9 bytes is announced");
        assertThatThrownBy(() -> pair.fromBytes(new byte[]{-1, 0, 0, 9, 'x'}))
                .isInstanceOf(UnreadableValueException.class);

        TidemarkException failure = new UnreadableValueException("an int64 has 8 bytes, 7 were found").at("value",
                "orders-2@17");
        assertThat(failure.code()).isEqualTo(FailureCode.RECORD_UNREADABLE);
        assertThat(failure).hasMessageContaining("orders-2@17").hasMessageContaining("7 were found");
    }

    @Test
    void sources_read_slices_of_any_memory() {
        ByteSource source = new ByteSource();
        ByteBuffer direct = ByteBuffer.allocateDirect(20).putInt(3, 42).putLong(7, -5L);
        assertThat(source.reset(direct, 3, 12).readInt()).isEqualTo(42);
        assertThat(source.readLong()).isEqualTo(-5L);
        assertThat(source.remaining()).isZero();
        assertThatThrownBy(source::readByte).isInstanceOf(UnreadableValueException.class);

        ByteSink sink = new ByteSink();
        for (int value : new int[]{0, 127, 128, 300, Integer.MAX_VALUE, -1}) {
            sink.clear().writeUnsignedVarint(value);
            assertThat(source.reset(ByteBuffer.wrap(sink.array()), 0, sink.size()).readUnsignedVarint())
                    .isEqualTo(value);
        }
    }
}
