package dev.tidemark.state.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.state.StoreLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SessionKeysTest {

    private static final long HALF_AN_HOUR = 1_800_000L;

    @Test
    void the_example_of_the_format_page_is_true() {
        SessionKeys keys = new SessionKeys(new StoreLayout.Session(HALF_AN_HOUR));
        byte[] key = "AB".getBytes(StandardCharsets.UTF_8);
        keys.compose(key, 0, key.length, 7_200_000L, 7_260_000L);
        assertThat(HexFormat.of().formatHex(keys.composedCopy()))
                .isEqualTo("8000000000000004" + "4142" + "80000000006ddd00");
        byte[] value = TimedValue.serde(Serdes.int64()).toBytes(new TimedValue<>(7_260_000L, 3L));
        assertThat(HexFormat.of().formatHex(value)).isEqualTo("00000000006ec760" + "0000000000000003");
    }
}
