package dev.tidemark.cli.process;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.metrics.Described;
import dev.tidemark.core.metrics.Histogram;
import dev.tidemark.core.metrics.Metrics;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics in Prometheus' text format, version 0.0.4: what is described in the registry, each name with its HELP and TYPE once, before its numbers. Pure.
 *
 * <pre>
 * # HELP tidemark_requests_total Requests read
 * # TYPE tidemark_requests_total counter
 * tidemark_requests_total{api="Fetch"} 12
 * </pre>
 */
final class PrometheusText {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(64 * 1024);

    private PrometheusText() {}

    static String of(Metrics metrics) {
        PrometheusText writer = new PrometheusText();
        Map<String, List<Runnable>> lines = new TreeMap<>();
        Map<String, Described> described = metrics.described();
        metrics.values().forEach((id, value) -> {
            Described what = described.get(id.name());
            if (what != null) {
                lines.computeIfAbsent(id.name(), name -> new ArrayList<>())
                        .add(() -> writer.line(id.name(), id.labels(), scaled(value, what.scale())));
            }
        });
        metrics.histograms().forEach((id, snapshot) -> {
            Described what = described.get(id.name());
            if (what != null) {
                lines.computeIfAbsent(id.name(), name -> new ArrayList<>())
                        .add(() -> writer.histogram(id, snapshot, what.scale()));
            }
        });
        lines.forEach((name, samples) -> {
            writer.head(name, Invariants.present(described.get(name), "what a told metric is"));
            samples.forEach(Runnable::run);
        });
        return writer.text.toString();
    }

    private void head(String name, Described what) {
        text.append("# HELP ").append(name).append(' ').append(what.help()).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(switch (what.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case HISTOGRAM -> "histogram";
        }).append('\n');
    }

    /** Only buckets up to the largest value seen: the others say the same as {@code +Inf}. */
    private void histogram(Metrics.Id id, Histogram.Snapshot snapshot, double scale) {
        int last = -1;
        for (int i = 0; i < snapshot.buckets(); i++) {
            last = snapshot.countIn(i) > 0 ? i : last;
        }
        long seen = 0;
        for (int i = 0; i <= last; i++) {
            seen += snapshot.countIn(i);
            line(id.name() + "_bucket", with(id.labels(), "le", scaled(snapshot.limitOf(i), scale)),
                    Long.toString(seen));
        }
        line(id.name() + "_bucket", with(id.labels(), "le", "+Inf"), Long.toString(seen));
        line(id.name() + "_sum", id.labels(), scaled(snapshot.sum(), scale));
        line(id.name() + "_count", id.labels(), Long.toString(seen));
    }

    private static List<String> with(List<String> labels, String name, String value) {
        List<String> more = new ArrayList<>(labels);
        more.add(name);
        more.add(value);
        return more;
    }

    private void line(String name, List<String> labels, String value) {
        text.append(name);
        for (int i = 0; i < labels.size(); i += 2) {
            text.append(i == 0 ? '{' : ',')
                    .append(labels.get(i))
                    .append("=\"")
                    .append(escaped(labels.get(i + 1)))
                    .append('"');
        }
        text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String scaled(long value, double scale) {
        return scale == 1 ? Long.toString(value)
                : BigDecimal.valueOf(value).multiply(BigDecimal.valueOf(scale)).stripTrailingZeros().toPlainString();
    }
}
