package dev.tidemark.state.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.state.StoreLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WindowKeysTest {

    private static final long HOUR = 3_600_000L;

    @Test
    void the_example_of_the_format_page_is_true() {
        WindowKeys keys = new WindowKeys(new StoreLayout.Windowed(HOUR, 1));
        byte[] key = "AB".getBytes(StandardCharsets.UTF_8);
        keys.compose(key, 0, key.length, 2 * HOUR);
        assertThat(HexFormat.of().formatHex(keys.composedCopy()))
                .isEqualTo("8000000000000002" + "4142" + "80000000006ddd00");
        assertThat(WindowKeys.startOf(keys.composedCopy())).isEqualTo(2 * HOUR);
        assertThat(WindowKeys.segmentOfKey(keys.composedCopy())).isEqualTo(2);
    }

    @Test
    void byte_order_is_the_order_of_time_before_the_epoch_too() {
        WindowKeys keys = new WindowKeys(new StoreLayout.Windowed(HOUR, 3));
        byte[] before = null;
        for (long start = -7 * HOUR; start <= 7 * HOUR; start += HOUR) {
            keys.compose(new byte[0], 0, 0, start);
            byte[] composed = keys.composedCopy();
            assertThat(WindowKeys.segmentOfKey(composed)).isEqualTo(Math.floorDiv(start, 3 * HOUR));
            assertThat(before == null || Arrays.compareUnsigned(before, composed) < 0).as("start %d", start).isTrue();
            before = composed;
        }
    }
}
