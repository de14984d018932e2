package dev.tidemark.benchmarks.system.keyedcount;

import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.benchmarks.system.run.Spread;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Figures of the keyed count from its raw runs. Used by the benchmark's thread. */
final class KeyedCountReport {

    private final Path projectRoot;
    private final PrintStream out;

    KeyedCountReport(Path projectRoot, PrintStream out) {
        this.projectRoot = projectRoot;
        this.out = out;
    }

    void print(RawRuns raw) {
        List<KeyedCountRun> runs = raw.read(KeyedCountRun.class);
        KeyedCountRun first = runs.getFirst();
        out.println("Keyed count: " + new CountInput(first.records(), first.keys(), first.partitions()).text()
                + ", one worker, commit interval 100 ms, exactly once, acknowledged from the page cache");
        out.println("  flags of all JVMs: " + first.jvmFlags());
        out.println("  " + first.machine() + ", raw runs in " + projectRoot.relativize(raw.file().toAbsolutePath()));
        out.println("  outputs equal a plain fold of the input in every run; CPU µs per record from a tenth of it on:");
        for (Side side : Side.values()) {
            out.printf(Locale.ROOT,
                    "  %-9s %d runs: app %s, broker %s, together %s; wall s %s; outputs %.0f, transactions %.0f%n",
                    side.label(), of(runs, side, KeyedCountRun::totalMicros).runs(),
                    of(runs, side, KeyedCountRun::appMicros).text(),
                    of(runs, side, KeyedCountRun::brokerMicros).text(),
                    of(runs, side, KeyedCountRun::totalMicros).text(),
                    of(runs, side, KeyedCountRun::wallSeconds).text(),
                    of(runs, side, KeyedCountRun::outputs).median(),
                    of(runs, side, KeyedCountRun::transactions).median());
        }
        ratio("app", runs, KeyedCountRun::appMicros);
        ratio("broker", runs, KeyedCountRun::brokerMicros);
        ratio("together", runs, KeyedCountRun::totalMicros);
        runs.stream().filter(KeyedCountRun::profiled).forEach(this::parts);
    }

    private void ratio(String what, List<KeyedCountRun> runs, ToDoubleFunction<KeyedCountRun> value) {
        Spread ours = of(runs, Side.TIDEMARK, value);
        Spread peers = of(runs, Side.KAFKA, value);
        out.printf(Locale.ROOT, "  %s: %.2f times as much on Kafka's side as on ours%s%n", what,
                peers.median() / ours.median(),
                ours.comparable(peers) ? "" : " (not shown: fewer than three runs, or ranges that overlap)");
    }

    private void parts(KeyedCountRun run) {
        out.println(
                "  parts, µs per record (one more run of ours, with samples; budget in process: decode 0.2, lookup and"
                        + " update 0.4, changelog and output 0.5, broker 0.6, rest 0.5):");
        run.parts()
                .forEach((part, micros) -> out.printf(Locale.ROOT, "    %-32s %6.2f%n", part, micros));
        out.printf(Locale.ROOT, "    %-32s %6.2f%n", "broker", run.brokerMicros());
    }

    private static Spread of(List<KeyedCountRun> runs, Side side, ToDoubleFunction<KeyedCountRun> value) {
        return Spread.of(runs.stream()
                .filter(run -> run.side() == side && !run.profiled())
                .map(value::applyAsDouble)
                .toList());
    }
}
