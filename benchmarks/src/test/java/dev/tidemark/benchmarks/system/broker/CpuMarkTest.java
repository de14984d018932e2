package dev.tidemark.benchmarks.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tidemark.benchmarks.system.run.JvmThreads;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuMarkTest {

    @Test
    void only_what_was_used_in_between_counts_and_per_million_records() {
        CpuMark before = new CpuMark(4, new JvmThreads(Map.of("compiler", 2.0, "collector", 0.5)));
        CpuMark after = new CpuMark(7,
                new JvmThreads(Map.of("compiler", 2.5, "collector", 1.0, "second compiler", 0.2)));
        Map<String, Double> figures = after.perMillion(before, 2_000_000);
        assertThat(figures.get(Figures.CPU_PER_MILLION)).isEqualTo(1.5);
        assertThat(figures.get(Figures.JVM_PER_MILLION)).isCloseTo(0.6, offset(1e-9));
    }

    @Test
    void a_fresh_process_counts_from_its_start() {
        CpuMark after = new CpuMark(3, new JvmThreads(Map.of("compiler", 1.0)));
        assertThat(after.perMillion(CpuMark.START, 1_000_000)).containsEntry(Figures.CPU_PER_MILLION, 3.0)
                .containsEntry(Figures.JVM_PER_MILLION, 1.0);
    }
}
