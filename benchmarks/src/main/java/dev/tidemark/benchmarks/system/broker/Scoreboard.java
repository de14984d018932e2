package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.PeerTable;
import dev.tidemark.benchmarks.system.run.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of bars and verdicts from raw runs, in Markdown. Stateless. */
final class Scoreboard {

    private Scoreboard() {}

    /** What was run, and the table: a row for each claim of which both sides have runs. */
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
        for (Claim claim : Claim.ALL) {
            List<BrokerRun> concerned = runs.stream().filter(claim::concerns).toList();
            if (Stream.of(Side.values()).allMatch(side -> concerned.stream().anyMatch(run -> run.side() == side))) {
                table.row(claim.kind() + " " + claim.variant() + ": " + claim.says(), claim.bar(), claim.digits(),
                        concerned, run -> run.figure(claim.figure()));
            }
        }
        lines.addAll(table.lines());
        return lines;
    }
}
