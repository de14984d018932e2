package dev.tidemark.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class WindowSpecTest {

    @Test
    void a_time_lies_in_the_windows_between_first_and_last_start_and_in_no_other() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int round = 0; round < 2_000; round++) {
            long advance = 1 + random.nextInt(20);
            WindowSpec spec = new WindowSpec(advance + random.nextInt(40), advance, 0);
            long time = random.nextInt(-100, 100);

            List<Long> expected = new ArrayList<>();
            for (long start = -400; start <= 400; start++) { // the plain way: look at every start there is
                if (start % advance == 0 && start <= time && time < start + spec.sizeMs()) {
                    expected.add(start);
                }
            }
            List<Long> starts = new ArrayList<>();
            for (long start = spec.firstStartMs(time); start <= spec.lastStartMs(time); start += advance) {
                starts.add(start);
            }
            assertThat(starts).as("%s at %d", spec, time).isEqualTo(expected);
        }
    }
}
