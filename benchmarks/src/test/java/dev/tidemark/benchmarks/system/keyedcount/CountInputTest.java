package dev.tidemark.benchmarks.system.keyedcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The input is the same each time, and what is expected of it is a plain count. */
class CountInputTest {

    private final CountInput input = new CountInput(2_000, 50, 4);

    @Test
    void the_same_records_come_each_time_at_about_a_hundred_bytes() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        input.forEach((number, key, value) -> first.add(number + key + new String(value, StandardCharsets.UTF_8)));
        input.forEach((number, key, value) -> second.add(number + key + new String(value, StandardCharsets.UTF_8)));

        assertThat(first).hasSize(2_000).isEqualTo(second);
        input.forEach((number, key, value) -> assertThat(key.length() + value.length).isEqualTo(100));
    }

    @Test
    void the_counts_add_up() {
        assertThat(input.counts()).hasSize(50);
        assertThat(input.counts().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2_000);
    }
}
