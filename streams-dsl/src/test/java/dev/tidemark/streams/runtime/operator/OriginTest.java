package dev.tidemark.streams.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.wire.Lateness;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OriginTest {

    private static final Headers HEADERS = Headers.of(Header.ofText("trace", "17"), new Header("none", null),
            new Header("", new byte[0]));

    private static byte[] written(byte[] lateness) {
        ByteSink sink = new ByteSink();
        Origin.write(lateness, HEADERS, sink);
        return sink.toByteArray();
    }

    private static byte[] lateness() {
        ByteSink sink = new ByteSink();
        Lateness.write(7_200_000, 5, ByteBuffer.wrap(new byte[]{1, 2}), null, null, sink);
        return sink.toByteArray();
    }

    @Test
    void what_was_kept_of_a_late_record_is_read_back() {
        Origin read = Origin.read(written(lateness()));
        assertThat(read.headers()).isEqualTo(HEADERS);
        Lateness late = read.lateness();
        assertThat(late).isNotNull();
        assertThat(late.metMs()).isEqualTo(7_200_000);
        assertThat(late.sourceTimestampMs()).isEqualTo(5);
        assertThat(late.sourceKey()).isEqualTo(ByteBuffer.wrap(new byte[]{1, 2}));
        assertThat(late.sourceValue()).isNull();
    }

    @Test
    void a_record_that_was_on_time_has_its_headers_alone() {
        Origin read = Origin.read(written(null));
        assertThat(read.lateness()).isNull();
        assertThat(read.headers()).isEqualTo(HEADERS);
    }

    @Test
    void bytes_that_end_too_early_are_refused() {
        byte[] whole = written(lateness());
        assertThatThrownBy(() -> Origin.read(Arrays.copyOf(whole, whole.length - 2)))
                .isInstanceOf(UnreadableValueException.class);
    }
}
