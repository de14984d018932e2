package dev.tidemark.streams.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.serde.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSerdeTest {

    record Payment(String customer, long cents, Double rate, List<String> tags) {}

    private final JsonSerde<Payment> payments = JsonSerde.of(Payment.class);

    @Test
    void records_are_read_as_written() {
        Payment payment = new Payment("Zoë", 900, null, List.of("a", "b"));
        byte[] bytes = payments.toBytes(payment);
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("{\"customer\":\"Zoë\",\"cents\":900,\"rate\":null,\"tags\":[\"a\",\"b\"]}");
        assertThat(payments.fromBytes(bytes)).isEqualTo(payment);
    }

    @Test
    void maps_keep_order_and_kinds() {
        String text = "{\"b\":1,\"a\":[true,null,2.5],\"c\":{\"d\":\"x\"}}";
        Map<String, Object> map = JsonSerde.ofMaps().fromBytes(text.getBytes(StandardCharsets.UTF_8));
        assertThat(map.keySet()).containsExactly("b", "a", "c");
        assertThat(new String(JsonSerde.ofMaps().toBytes(map), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void lists_of_records_are_read_as_written() {
        List<Payment> list = List.of(new Payment("a", 1, 0.5, List.of()), new Payment("b", 2, 1.5, List.of()));
        JsonSerde<List<Payment>> serde = JsonSerde.ofLists(Payment.class);
        assertThat(serde.fromBytes(serde.toBytes(list))).isEqualTo(list);
    }

    @Test
    void members_that_the_type_lacks_are_ignored() {
        assertThat(read("{\"customer\":\"a\",\"cents\":1,\"new\":{\"deep\":[1]}}").cents()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "[]", "{\"cents\":\"many\"}", "{\"cents\":null}", "{} {}",
            "\u0000\u0000\u0007{}"})
    void what_is_no_value_is_refused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("Payment");
    }

    @Test
    void nesting_and_numbers_are_bounded() {
        assertThatThrownBy(() -> JsonSerde.ofMaps()
                .fromBytes(("{\"a\":" + "[".repeat(5_000)).getBytes(
                        StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("depth");
        assertThatThrownBy(() -> read("{\"cents\":" + "1".repeat(10_000) + "}"))
                .isInstanceOf(UnreadableValueException.class);
    }

    private Payment read(String text) {
        return payments.fromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
