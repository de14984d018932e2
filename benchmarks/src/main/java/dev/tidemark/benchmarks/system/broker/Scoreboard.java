package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.PeerTable;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.benchmarks.system.run.Spread;
import java.util.ArrayList;
import java.util.List;

/** The table of bars and verdicts from raw runs, in Markdown. Stateless. */
final class Scoreboard {

    /** A claim with what the runs say to it. */
    record Row(Claim claim, Bar.Verdict verdict) {}

    private Scoreboard() {}

    /** A row for each claim of which both sides have runs. */
    static List<Row> rows(List<BrokerRun> runs) {
        List<Row> rows = new ArrayList<>();
        for (Claim claim : Claim.ALL) {
            List<Double> ours = figures(runs, claim, Side.TIDEMARK);
            List<Double> kafkas = figures(runs, claim, Side.KAFKA);
            if (!ours.isEmpty() && !kafkas.isEmpty()) {
                rows.add(new Row(claim, claim.bar().judge(Spread.of(ours), Spread.of(kafkas))));
            }
        }
        return rows;
    }

    private static List<Double> figures(List<BrokerRun> runs, Claim claim, Side side) {
        return runs.stream()
                .filter(run -> run.side() == side && claim.concerns(run))
                .map(run -> run.figure(claim.figure()))
                .toList();
    }

    /** What was run, and the table. */
    static List<String> text(List<BrokerRun> runs) {
        List<String> lines = new ArrayList<>();
        BrokerRun first = runs.getFirst();
        lines.add("flags of both sides: " + first.jvmFlags());
        lines.add(first.machine());
        runs.stream()
                .map(run -> run.kind() + " " + run.variant() + ": " + run.work())
                .distinct()
                .forEach(lines::add);
        lines.add("");
        PeerTable<BrokerRun> table = new PeerTable<>("Kafka's", BrokerRun::side);
        for (Row row : rows(runs)) {
            Claim claim = row.claim();
            table.row(claim.kind() + " " + claim.variant() + ": " + claim.says(), claim.bar(), claim.digits(),
                    runs.stream().filter(claim::concerns).toList(), run -> run.figure(claim.figure()));
        }
        lines.addAll(table.lines());
        return lines;
    }
}
