package dev.tidemark.benchmarks.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyTest {

    @Test
    void a_histogram_comes_back_from_the_raw_runs_with_all_its_percentiles() {
        Histogram histogram = LatencyHistogram.empty();
        for (int micros = 1; micros <= 100_000; micros++) {
            histogram.recordValue(micros);
        }
        Histogram read = LatencyHistogram.decode(LatencyHistogram.encode(histogram));
        assertThat(read).isEqualTo(histogram);
        assertThat(read.getTotalCount()).isEqualTo(100_000);
        assertThat(read.getValueAtPercentile(50)).isBetween(49_950L, 50_050L);
        assertThat(read.getValueAtPercentile(99)).isBetween(98_900L, 99_100L);
    }

    @Test
    void a_load_tells_what_it_found_by_way_of_a_file(@TempDir Path folder) throws IOException {
        Histogram histogram = LatencyHistogram.empty();
        histogram.recordValue(17);
        LoadResult found = new LoadResult(4_711, histogram);
        found.write(folder.resolve("load.txt"));
        assertThat(LoadResult.read(folder.resolve("load.txt"))).isEqualTo(found);
    }

    @Test
    void what_is_no_histogram_is_refused() {
        assertThatThrownBy(() -> LatencyHistogram.decode("bm9uZQ==")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void records_are_due_evenly_and_those_of_the_warm_up_do_not_count() {
        Pace pace = new Pace(5_000, 2, 3);
        assertThat(pace.records()).isEqualTo(25_000);
        assertThat(pace.counted()).isEqualTo(15_000);
        assertThat(pace.dueAfterNanos(0)).isZero();
        assertThat(pace.dueAfterNanos(1)).isEqualTo(200_000);
        assertThat(pace.dueAfterNanos(24_999)).isEqualTo(4_999_800_000L);
        assertThat(pace.counts(9_999)).isFalse();
        assertThat(pace.counts(10_000)).isTrue();
    }

    @Test
    void an_hours_records_are_due_within_the_hour() {
        Pace pace = new Pace(50_000, 0, 3_600);
        assertThat(pace.dueAfterNanos(pace.records() - 1)).isEqualTo(3_599_999_980_000L);
    }
}
