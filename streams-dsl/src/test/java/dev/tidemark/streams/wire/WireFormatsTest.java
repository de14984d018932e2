package dev.tidemark.streams.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.wire.OffsetMetadata.SourceState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatsTest {

    private final ByteSink sink = new ByteSink();

    @Test
    void a_marker_has_the_bytes_of_its_page() {
        new Marker(1, 2, 3, 4, 5, 0x0102030405060708L, Marker.Status.CLOSED, false).write(sink);
        assertThat(HexFormat.of().formatHex(sink.toByteArray()))
                .isEqualTo("0101" + "00000001" + "00000002" + "00000003" + "00000004" + "0000000000000005"
                        + "0102030405060708");
        assertThat(sink.size()).isEqualTo(Marker.SIZE);
    }

    @Test
    void markers_are_read_as_written() {
        for (Marker marker : List.of(new Marker(0, 0, 0, 1, 1, Long.MIN_VALUE, Marker.Status.ACTIVE, false),
                new Marker(7, 63, 1, 64, 1L << 40, Long.MAX_VALUE, Marker.Status.CLOSED, true),
                new Marker(7, 63, 1, 64, 9, -5, Marker.Status.ACTIVE, true))) {
            sink.clear();
            marker.write(sink);
            assertThat(Marker.read(source())).isEqualTo(marker);
        }
    }

    @Test
    void a_marker_cut_or_from_the_future_is_refused() {
        new Marker(1, 2, 3, 4, 5, 6, Marker.Status.ACTIVE, false).write(sink);
        byte[] bytes = sink.toByteArray();
        assertThatThrownBy(() -> Marker.read(new ByteSource().reset(bytes, 0, bytes.length - 1)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("34 bytes");
        bytes[0] = 2;
        assertThatThrownBy(() -> Marker.read(new ByteSource().reset(bytes, 0, bytes.length)))
                .hasMessageContaining("layout 2");
    }

    @Test
    void lateness_gives_back_the_record_as_it_was_at_its_source() {
        Lateness.write(1_000, 77, bytes("id-1"), bytes("the value"), bytes("another value"), sink);
        Lateness read = Lateness.read(source(), bytes("another value"));
        assertThat(read.metMs()).isEqualTo(1_000);
        assertThat(read.sourceTimestampMs()).isEqualTo(77);
        assertThat(text(read.sourceKey())).isEqualTo("id-1");
        assertThat(text(read.sourceValue())).isEqualTo("the value");
        assertThat(Lateness.readMetMs(source())).isEqualTo(1_000);
    }

    @Test
    void lateness_does_not_repeat_a_value_that_the_record_still_has() {
        Lateness.write(5, 6, null, bytes("a value"), bytes("a value"), sink);
        assertThat(sink.size()).isEqualTo(1 + 8 + 8 + 4 + 4);
        Lateness read = Lateness.read(source(), bytes("a value"));
        assertThat(read.sourceKey()).isNull();
        assertThat(text(read.sourceValue())).isEqualTo("a value");

        sink.clear();
        Lateness.write(5, 6, bytes(""), null, bytes("made up"), sink);
        Lateness tombstone = Lateness.read(source(), bytes("made up"));
        assertThat(text(tombstone.sourceKey())).isEmpty();
        assertThat(tombstone.sourceValue()).isNull();
    }

    @Test
    void the_late_output_tells_milliseconds_in_digits() {
        assertThat(new String(Lateness.outputValue(86_400_001), StandardCharsets.US_ASCII)).isEqualTo("86400001");
    }

    @Test
    void offset_metadata_is_read_as_written_and_short() {
        for (OffsetMetadata metadata : List.of(new OffsetMetadata(1, null, false), new OffsetMetadata(7, null, true),
                new OffsetMetadata(Long.MAX_VALUE, new SourceState(Long.MIN_VALUE, Long.MIN_VALUE), false),
                new OffsetMetadata(Long.MAX_VALUE, new SourceState(Long.MAX_VALUE, Long.MIN_VALUE), true),
                new OffsetMetadata(42, new SourceState(1_517_365_391_235L, 1_517_365_391_235L), false))) {
            assertThat(metadata.text().length()).isLessThanOrEqualTo(OffsetMetadata.LENGTH_MAX);
            assertThat(OffsetMetadata.parse(metadata.text(), "g t-0")).isEqualTo(metadata);
        }
        assertThat(new OffsetMetadata(100, new SourceState(0, -1), false).text()).isEqualTo("T1 2s 0 -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "T2 1", "T1", "T1 1 2", "T1 x!", "something else", "T1 1 2 3 4"})
    void metadata_of_somebody_else_is_named(String text) {
        assertThatThrownBy(() -> OffsetMetadata.parse(text, "group app, orders-3"))
                .isInstanceOfSatisfying(TidemarkException.class, error -> {
                    assertThat(error.code()).isEqualTo(FailureCode.RECORD_FOREIGN);
                    assertThat(error.where()).isEqualTo("group app, orders-3");
                });
    }

    @Test
    void formats_are_told_by_one_byte() {
        for (RecordFormat format : RecordFormat.values()) {
            assertThat(RecordFormat.of(format.code())).isEqualTo(format);
        }
        assertThat(RecordFormat.of((byte) 0x20)).isNull();
    }

    private ByteSource source() {
        return new ByteSource().reset(sink.array(), 0, sink.size());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
