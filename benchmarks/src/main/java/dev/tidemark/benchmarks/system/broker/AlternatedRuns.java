package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** Runs workloads, both sides in turns, each run in a folder of its own that is deleted after it. Confined to the benchmark's thread. */
final class AlternatedRuns {

    private final Path projectRoot;
    private final Path work;
    private final Scale scale;
    private final PrintStream progress;
    private final KafkaTools tools;
    private final Payload payload;

    AlternatedRuns(Path projectRoot, Path work, Scale scale, PrintStream progress) {
        this.projectRoot = projectRoot;
        this.work = work;
        this.scale = scale;
        this.progress = progress;
        this.tools = new KafkaTools(projectRoot, work);
        this.payload = new Payload(work);
    }

    void alternated(Workload workload, String variant, RawRuns raw)
            throws IOException, InterruptedException, ExecutionException {
        for (int run = 1; run <= scale.runs(); run++) {
            for (Side side : Side.values()) {
                double load = Machine.load();
                String label = workload.kind() + " " + variant + ", " + side.label() + " " + run + "/" + scale.runs();
                Workload.Outcome outcome = once(workload, variant, side, label, List.of(), new Moments());
                progress.println(label + ": " + figures(outcome) + String.format(Locale.ROOT, ", load %.1f", load));
                raw.add(new BrokerRun(workload.kind(), variant, side, run, outcome.work(), outcome.records(),
                        outcome.figures(), outcome.histogram(), load, JvmFlags.text(), Machine.text()));
            }
        }
    }

    /** One run of ours that records samples to a file; what they say. */
    List<String> profiled(Workload workload, String variant, Path recording)
            throws IOException, InterruptedException, ExecutionException {
        Moments moments = new Moments();
        String label = workload.kind() + " " + variant + ", " + Side.TIDEMARK.label() + " with samples";
        Workload.Outcome outcome = once(workload, variant, Side.TIDEMARK, label, BrokerSamples.flags(recording),
                moments);
        progress.println(label + ": " + figures(outcome));
        return BrokerSamples.read(recording, moments).text();
    }

    private Workload.Outcome once(Workload workload, String variant, Side side, String label, List<String> flags,
            Moments moments) throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory(work, workload.kind() + "-" + side.label() + "-");
        try {
            return workload.run(new Ground(projectRoot, folder, side, label, scale, tools, payload, flags, moments,
                    progress), variant);
        } finally {
            new DiskStorage().deleteTree(folder);
        }
    }

    private static String figures(Workload.Outcome outcome) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(outcome.figures()).forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(String.format(Locale.ROOT, "%.3f", value)));
        return text.toString();
    }
}
