package dev.tidemark.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.metrics.Described;
import dev.tidemark.core.metrics.Described.Kind;
import dev.tidemark.core.metrics.Histogram;
import dev.tidemark.core.metrics.Metrics;
import org.junit.jupiter.api.Test;

/** The text format, letter by letter. */
class PrometheusTextTest {

    private final Metrics metrics = new Metrics();

    @Test
    void a_name_has_its_head_once_and_its_labels_escaped() {
        metrics.describe("b_total", new Described(Kind.COUNTER, "Bees", 1));
        metrics.counter("b_total", "where", "a \"hive\"\\\n").add(3);
        metrics.counter("b_total", "where", "elsewhere").add(4);
        metrics.describe("a_seconds", new Described(Kind.GAUGE, "Age", 1e-3));
        metrics.gauge("a_seconds", () -> 1_500);
        metrics.counter("unheard_of").increment();
        assertThat(PrometheusText.of(metrics)).isEqualTo("""
                # HELP a_seconds Age
                # TYPE a_seconds gauge
                a_seconds 1.5
                # HELP b_total Bees
                # TYPE b_total counter
                b_total{where="a \\"hive\\"\\\\\\n"} 3
                b_total{where="elsewhere"} 4
                """);
    }

    @Test
    void buckets_add_up_to_the_count() {
        metrics.describe("h_seconds", new Described(Kind.HISTOGRAM, "How long", 1e-9));
        Histogram histogram = metrics.histogram("h_seconds", "api", "Fetch");
        histogram.record(1);
        histogram.record(2);
        histogram.record(3);
        assertThat(PrometheusText.of(metrics)).isEqualTo("""
                # HELP h_seconds How long
                # TYPE h_seconds histogram
                h_seconds_bucket{api="Fetch",le="0"} 0
                h_seconds_bucket{api="Fetch",le="0.000000001"} 1
                h_seconds_bucket{api="Fetch",le="0.000000003"} 3
                h_seconds_bucket{api="Fetch",le="+Inf"} 3
                h_seconds_sum{api="Fetch"} 0.000000006
                h_seconds_count{api="Fetch"} 3
                """);
    }

    @Test
    void numbers_that_come_and_go_are_there_while_they_are_told() {
        metrics.describe("of_topic", new Described(Kind.GAUGE, "Of a topic", 1));
        String[] topic = {"first"};
        metrics.sample(out -> out.sample("of_topic", 1, "topic", topic[0]));
        assertThat(PrometheusText.of(metrics)).contains("of_topic{topic=\"first\"} 1");
        topic[0] = "second";
        assertThat(PrometheusText.of(metrics)).contains("of_topic{topic=\"second\"} 1").doesNotContain("first");
    }
}
