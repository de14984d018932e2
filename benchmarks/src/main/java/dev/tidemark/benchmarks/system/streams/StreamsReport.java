package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Figures of queries, bars and verdicts from raw runs, in Markdown. Stateless. */
final class StreamsReport {

    /** Of Kafka Streams' own CPU, what our application may take on the same broker. */
    private static final double APP_ON_KAFKA_AT_MOST = 0.25;

    /**
     * A bar with what the runs say to it.
     *
     * @param says what is compared, in words
     * @param asked the bar in words
     * @param ours microseconds per record
     * @param peers those of Kafka Streams
     */
    record Row(String says, String asked, Spread ours, Spread peers, Bar.Verdict verdict) {

        String text() {
            return String.format(Locale.ROOT, "| %s | %s | %s | %s | %.2f | %s |", says, asked, ours.text(), peers
                    .text(), peers.median() / ours.median(), verdict.label());
        }
    }

    private StreamsReport() {}

    /**
     * All that is printed.
     *
     * @throws IllegalArgumentException if the runs are not of one input and one production commit: their figures would mix what cannot
     *     be compared
     */
    static List<String> text(List<QueryRun> runs) {
        QueryRun first = runs.getFirst();
        one("production commits", runs.stream().map(QueryRun::commit));
        one("inputs", runs.stream().map(run -> orders(run).text()));
        List<String> lines = new ArrayList<>();
        lines.add(orders(first).text()
                + "; one worker, commit interval 100 ms, exactly once, RocksDB, acknowledged from the page cache");
        lines.add("flags of all JVMs: " + first.jvmFlags());
        lines.add(first.machine() + "; production commit " + first.commit());
        lines.add(
                "results and changelogs equal a plain fold of the input in every run; CPU µs per record from a tenth of"
                        + " it on:");
        lines.add("");
        lines.add("| query | deployment | runs | app | broker | together | wall s | outputs | transactions |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        for (Query query : Query.all()) {
            for (Deployment deployment : Deployment.values()) {
                figures(runs, query, deployment, lines);
            }
        }
        lines.add("");
        lines.add("| what | bar | ours | Kafka Streams' | times | verdict |");
        lines.add("|---|---|---|---|---|---|");
        rows(runs).forEach(row -> lines.add(row.text()));
        lines.addAll(parts(runs));
        return lines;
    }

    private static void one(String what, Stream<String> all) {
        List<String> different = all.distinct().toList();
        if (different.size() > 1) {
            throw new IllegalArgumentException("runs of different " + what + " do not stand beside each other: "
                    + different);
        }
    }

    private static Orders orders(QueryRun run) {
        return new Orders(run.records(), run.keys(), run.partitions());
    }

    private static void figures(List<QueryRun> runs, Query query, Deployment deployment, List<String> lines) {
        List<QueryRun> these = compared(runs, query, deployment);
        if (these.isEmpty()) {
            return;
        }
        boolean together = deployment == Deployment.IN_PROCESS;
        lines.add(String.format(Locale.ROOT, "| %s | %s | %d | %s | %s | %s | %s | %,.0f | %,.0f |", query.label(),
                deployment.label(), these.size(), together ? "" : of(these, QueryRun::appMicros).text(),
                together ? "" : of(these, QueryRun::brokerMicros).text(), of(these, QueryRun::totalMicros).text(),
                of(these, QueryRun::wallSeconds).text(), of(these, QueryRun::outputs).median(), of(these,
                        QueryRun::transactions).median()));
    }

    /** A row for each bar of which both sides have runs. */
    static List<Row> rows(List<QueryRun> runs) {
        List<Row> rows = new ArrayList<>();
        for (Query query : Query.all()) {
            List<QueryRun> peers = compared(runs, query, Deployment.KAFKA);
            List<QueryRun> ours = compared(runs, query, Deployment.TIDEMARK);
            List<QueryRun> onKafka = compared(runs, query, Deployment.ON_KAFKA);
            if (!peers.isEmpty() && !ours.isEmpty()) {
                rows.add(row(query.label() + ": app and broker", "at least " + query.timesAtLeast() + " times",
                        Bar.atMost(1.0 / query.timesAtLeast()), of(ours, QueryRun::totalMicros),
                        of(peers, QueryRun::totalMicros)));
            }
            if (!peers.isEmpty() && !onKafka.isEmpty()) {
                rows.add(row(query.label() + ": our app on Apache Kafka, app alone", "at least 4 times",
                        Bar.atMost(APP_ON_KAFKA_AT_MOST), of(onKafka, QueryRun::appMicros),
                        of(peers, QueryRun::appMicros)));
            }
        }
        return rows;
    }

    private static Row row(String says, String asked, Bar bar, Spread ours, Spread peers) {
        return new Row(says, asked, ours, peers, bar.judge(ours, peers));
    }

    /** Where the time of the runs with samples went. */
    static List<String> parts(List<QueryRun> runs) {
        List<String> lines = new ArrayList<>();
        for (QueryRun run : runs.stream().filter(QueryRun::profiled).toList()) {
            lines.add("");
            lines.add(String.format(Locale.ROOT,
                    "%s, %s: parts of %.2f µs per record, in a run with samples (budget of a counted record in process:"
                            + " decode 0.2, lookup and update 0.4, changelog and output 0.5, broker 0.6, rest 0.5)",
                    run
                            .query(),
                    run.deployment().label(), run.totalMicros()));
            run.parts().forEach((part, micros) -> lines.add(String.format(Locale.ROOT, "  %-32s %6.2f", part, micros)));
        }
        return lines;
    }

    private static List<QueryRun> compared(List<QueryRun> runs, Query query, Deployment deployment) {
        return runs.stream()
                .filter(run -> run.query().equals(query.label()) && run.deployment() == deployment && !run.profiled())
                .toList();
    }

    private static Spread of(List<QueryRun> runs, ToDoubleFunction<QueryRun> value) {
        return Spread.of(runs.stream().map(value::applyAsDouble).toList());
    }
}
