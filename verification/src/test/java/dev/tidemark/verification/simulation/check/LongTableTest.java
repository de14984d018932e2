package dev.tidemark.verification.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongTableTest {

    @Test
    void a_table_holds_what_a_map_holds() {
        SplittableRandom random = new SplittableRandom(7);
        LongTable<String> table = new LongTable<>();
        Map<Long, String> map = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            // some numbers close together, some far apart, zero and negative ones among them, and many twice
            long number = random.nextInt(-5_000, 5_000) * (random.nextBoolean() ? 1L : 1L << 40);
            assertThat(table.putIfAbsent(number, "thing " + i)).isEqualTo(map.putIfAbsent(number, "thing " + i));
        }
        map.forEach((number, thing) -> assertThat(table.get(number)).isEqualTo(thing));
        assertThat(table.get(Long.MAX_VALUE)).isNull();
    }
}
