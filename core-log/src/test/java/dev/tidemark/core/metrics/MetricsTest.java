package dev.tidemark.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    @Test
    void the_same_name_and_labels_give_the_same_counter() {
        metrics.counter("requests", "api", "Fetch").increment();
        metrics.counter("requests", "api", "Fetch").add(2);
        metrics.counter("requests", "api", "Produce").increment();
        assertThat(metrics.values().toString())
                .isEqualTo("{Id[name=requests, labels=[api, Fetch]]=3, Id[name=requests, labels=[api, Produce]]=1}");
    }

    @Test
    void a_gauge_is_read_when_somebody_looks_and_can_be_forgotten() {
        long[] level = {1};
        metrics.gauge("level", () -> level[0]);
        level[0] = 5;
        assertThat(metrics.values().values()).containsExactly(5L);
        metrics.removeGauge("level");
        assertThat(metrics.values()).isEmpty();
    }

    @Test
    void a_percentile_is_the_limit_of_the_bucket_that_holds_it() {
        Histogram histogram = metrics.histogram("wait_ms");
        assertThat(histogram.snapshot().percentile(0.5)).isZero();
        for (int i = 0; i < 99; i++) {
            histogram.record(3);
        }
        histogram.record(1_000);
        Histogram.Snapshot snapshot = metrics.histograms().values().iterator().next();
        assertThat(snapshot.count()).isEqualTo(100);
        assertThat(snapshot.sum()).isEqualTo(99 * 3 + 1_000);
        assertThat(snapshot.percentile(0.5)).isEqualTo(3);
        assertThat(snapshot.percentile(0.99)).isEqualTo(3);
        assertThat(snapshot.percentile(1)).isEqualTo(1_023);
    }

    @Test
    void extreme_values_have_buckets() {
        Histogram histogram = metrics.histogram("bytes");
        histogram.record(0);
        assertThat(histogram.snapshot().percentile(1)).isZero();
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);
        assertThat(histogram.snapshot().percentile(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.snapshot().count()).isEqualTo(3);
    }
}
