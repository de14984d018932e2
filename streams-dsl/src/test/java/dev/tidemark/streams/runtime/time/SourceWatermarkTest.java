package dev.tidemark.streams.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SourceWatermarkTest {

    @Test
    void a_record_is_late_if_it_is_behind_the_watermark_before_it() {
        SourceWatermark watermark = new SourceWatermark(0);
        assertThat(watermark.observe(100)).isEqualTo(SourceWatermark.ON_TIME);
        assertThat(watermark.observe(100)).as("half open: at the watermark is not behind it")
                .isEqualTo(SourceWatermark.ON_TIME);
        assertThat(watermark.observe(99)).isEqualTo(100);
        assertThat(watermark.observe(150)).isEqualTo(SourceWatermark.ON_TIME);
        assertThat(watermark.watermarkMs()).isEqualTo(150);
    }

    @Test
    void watermark_and_lateness_are_those_of_the_plain_rule() {
        for (long seed = 0; seed < 50; seed++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            long disorder = random.nextInt(30);
            SourceWatermark watermark = new SourceWatermark(disorder);
            List<Long> before = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long time = random.nextInt(500);
                // the plain rule looks at all records before
                long greatest = before.stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
                long plain = before.isEmpty() ? Frontier.MIN : greatest - disorder;
                assertThat(watermark.watermarkMs()).as("seed %d, record %d", seed, i).isEqualTo(plain);
                assertThat(watermark.observe(time)).as("seed %d, record %d", seed, i)
                        .isEqualTo(!before.isEmpty() && time < plain ? plain : SourceWatermark.ON_TIME);
                before.add(time);
            }
        }
    }

    @Test
    void restored_at_any_record_it_goes_on_as_if_nothing_had_happened() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        SourceWatermark straight = new SourceWatermark(10);
        SourceWatermark interrupted = new SourceWatermark(10);
        for (int i = 0; i < 500; i++) {
            long time = random.nextInt(5_000);
            assertThat(interrupted.observe(time)).isEqualTo(straight.observe(time));
            if (random.nextInt(5) == 0) {
                SourceWatermark restored = new SourceWatermark(10);
                restored.restore(interrupted.state());
                interrupted = restored;
            }
        }
        assertThat(interrupted.state()).isEqualTo(straight.state());
    }

    @Test
    void a_larger_bound_after_a_restart_does_not_take_the_watermark_back() {
        SourceWatermark before = new SourceWatermark(0);
        before.observe(1_000);
        SourceWatermark after = new SourceWatermark(500);
        after.restore(before.state());
        assertThat(after.watermarkMs()).isEqualTo(1_000);
        after.observe(1_200);
        assertThat(after.watermarkMs()).isEqualTo(1_000);
        after.observe(1_600);
        assertThat(after.watermarkMs()).isEqualTo(1_100);
    }

    @Test
    void a_closed_partition_promises_everything_for_good() {
        SourceWatermark watermark = new SourceWatermark(0);
        watermark.observe(7);
        watermark.close();
        SourceWatermark restored = new SourceWatermark(0);
        restored.restore(watermark.state());
        assertThat(restored.closed()).isTrue();
        assertThat(restored.observe(9)).as("met the end").isEqualTo(Frontier.MAX);
    }
}
