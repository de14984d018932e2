package dev.tidemark.streams.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.serde.Serde;
import dev.tidemark.serde.Serdes;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JoinMomentSerdeTest {

    @SuppressWarnings("unchecked") // what the join is given: a serde without its type
    private static final JoinMomentSerde SERDE = new JoinMomentSerde((Serde<Object>) (Serde<?>) Serdes.string());

    @Test
    void the_example_of_the_format_page_is_true() {
        JoinMoment moment = new JoinMoment();
        moment.add("AB", SourceWatermark.ON_TIME, null);
        moment.add(null, 7_200_000L, new byte[]{9, 8});
        byte[] bytes = SERDE.toBytes(moment);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("00" + "00000002" + "4142" + "07" + "00000000006ddd00" + "00000000" + "00000002"
                        + "0908");

        JoinMoment read = (JoinMoment) SERDE.fromBytes(bytes);
        assertThat(read.size()).isEqualTo(2);
        assertThat(read.value(0)).isEqualTo("AB");
        assertThat(read.metMs(0)).isEqualTo(SourceWatermark.ON_TIME);
        assertThat(read.origin(0)).isNull();
        assertThat(read.value(1)).isNull();
        assertThat(read.metMs(1)).isEqualTo(7_200_000L);
        assertThat(read.origin(1)).containsExactly(9, 8);
    }

    @Test
    void bytes_that_are_none_of_it_are_refused() {
        assertThatThrownBy(() -> SERDE.fromBytes(new byte[]{8, 0, 0, 0, 0})).isInstanceOf(
                UnreadableValueException.class).hasMessageContaining("flags");
        assertThatThrownBy(() -> SERDE.fromBytes(new byte[]{0, 0, 0, 0, 9, 'A'})).isInstanceOf(
                UnreadableValueException.class);
    }
}
