package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run produce}, {@code consume}, {@code fresh}, {@code latency}, {@code fsync}, {@code idle}, {@code recovery}, and
 * {@code broker} for all of them: both sides in turns, raw runs to a file, the table from that file. Run by the program's main thread.
 */
public final class BrokerBenchmarks {

    /** The word for all workloads. */
    public static final String ALL = "broker";

    public static final String HELP = """
            produce | consume | fresh | latency | fsync | idle | recovery | commit | broker [options]
              A broker of either side, in turns, each run in a new process on an empty folder, under the same load, which is Kafka's own
              performance tools; latency and commit have programs of their own. Prints each bar with both sides' figures and the verdict.
                produce    CPU per record sent to a warm broker: 100-none, 100-lz4, 1024-none, 1024-lz4, 100-transactional
                consume    CPU per record read from a warm broker: 100, 1024
                fresh      CPU of the first million records, the start included
                latency    5,000 records a second, open loop: p50 and p99 from when a record was due to its receipt
                fsync      16 producers, on disk before acknowledged: timed, and counted (wants strace)
                idle       resident memory after a while of nothing; then the load of produce 100-none in the same process
                recovery   kill -9 with a large log: CPU and wall time until all is served again
                commit     transactions every 10 and 100 ms, by requests alone or kafka-clients (-stock): p50 and p99 from due to done
                broker     all of these in turn
                --runs N            runs of each side (5)
                --variant NAME      only this one
                --records N         records that count (3000000; fresh 1000000; fsync 320000 timed, 80000 counted)
                --warmup N          records before those in the same process (1000000; fsync 80000; commits of commit 30000)
                --seconds N         of latency and commit that count (60)
                --warmup-seconds N  of latency and commit before those (20)
                --settle-seconds N  of idleness before memory is looked at (30)
                --size-mib N        log to recover (5120)
                --folder DIR        where data folders are made, and deleted after each run (a temporary folder)
                --profile-to FILE   measures nothing: one run of ours with samples, of one variant; hottest frames, allocation sites
                --from FILE,...     measures nothing: the table from raw runs in files""";

    private static final List<Workload> WORKLOADS = List.of(new ProduceWorkload(), new ConsumeWorkload(),
            new FreshWorkload(), new LatencyWorkload(), new FsyncWorkload(), new IdleWorkload(),
            new RecoveryWorkload(), new CommitWorkload());

    private final Site site;

    public BrokerBenchmarks(Site site) {
        this.site = site;
    }

    /** Whether a word of the command line is one of these. */
    public static boolean knows(String kind) {
        return kind.equals(ALL) || WORKLOADS.stream().anyMatch(workload -> workload.kind().equals(kind));
    }

    /** Variants of one workload, for tests. */
    static List<String> variants(String kind) {
        return WORKLOADS.stream()
                .filter(workload -> workload.kind().equals(kind))
                .flatMap(workload -> workload.variants().stream())
                .toList();
    }

    /**
     * Runs the kind, or prints what was measured before.
     *
     * @throws IllegalArgumentException if the command line asks for something that there is not
     * @throws IllegalStateException at the end, if a workload broke off: the others were run all the same
     */
    public void run(String kind, String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Map<String, String> known = new TreeMap<>(Scale.DEFAULTS);
        known.putAll(Map.of("folder", "", "profile-to", "", "from", ""));
        Arguments options = Arguments.parse(arguments, known);
        @Nullable
        String from = options.text("from");
        if (from != null) {
            print(Arrays.stream(from.split(",")).map(file -> new RawRuns(Path.of(file))).toList());
            return;
        }
        Scale scale = new Scale(options);
        List<Planned> planned = plan(kind, scale.variant());
        @Nullable
        String folder = options.text("folder");
        Path work = Files.createDirectories(folder == null ? site.temporary() : Path.of(folder).toAbsolutePath());
        for (Planned each : planned) {
            each.workload.check(work);
        }
        AlternatedRuns runs = new AlternatedRuns(site.projectRoot(), work, scale, site.progress());
        @Nullable
        String recording = options.text("profile-to");
        if (recording == null) {
            measure(kind, planned, runs);
            return;
        }
        if (planned.size() > 1) {
            throw new IllegalArgumentException("--profile-to records one thing: choose a kind and a --variant");
        }
        runs.profiled(planned.getFirst().workload, planned.getFirst().variant, Path.of(recording).toAbsolutePath())
                .forEach(site.out()::println);
    }

    private record Planned(Workload workload, String variant) {}

    private static List<Planned> plan(String kind, @Nullable String variant) {
        List<Workload> wanted = WORKLOADS.stream()
                .filter(workload -> kind.equals(ALL) || workload.kind().equals(kind))
                .toList();
        List<Planned> all = wanted.stream()
                .flatMap(workload -> workload.variants().stream().map(each -> new Planned(workload, each)))
                .toList();
        List<Planned> planned = all.stream()
                .filter(each -> variant == null || variant.equals(each.variant))
                .toList();
        if (planned.isEmpty()) {
            throw new IllegalArgumentException("--variant " + variant + ": there are "
                    + all.stream().map(Planned::variant).distinct().toList());
        }
        return planned;
    }

    private void measure(String kind, List<Planned> planned, AlternatedRuns runs)
            throws IOException, InterruptedException, ExecutionException {
        RawRuns raw = RawRuns.fresh(site.projectRoot(), kind, Instant.now());
        site.progress().println("raw runs go to " + raw.file());
        List<String> brokeOff = new ArrayList<>();
        for (Planned each : planned) {
            try {
                runs.alternated(each.workload, each.variant, raw);
            } catch (IllegalStateException failed) { // hours of other runs are not lost for it
                String what = each.workload.kind() + " " + each.variant;
                brokeOff.add(what);
                site.progress().println(what + " broke off: " + failed.getMessage());
            }
        }
        if (Files.exists(raw.file())) {
            print(List.of(raw));
        }
        if (!brokeOff.isEmpty()) {
            throw new IllegalStateException("broke off: " + String.join(", ", brokeOff));
        }
    }

    private void print(List<RawRuns> files) {
        List<BrokerRun> all = files.stream().flatMap(raw -> raw.read(BrokerRun.class).stream()).toList();
        Scoreboard.text(all).forEach(site.out()::println);
        site.out().println();
        files.forEach(
                raw -> site.out().println("raw runs: " + site.projectRoot().relativize(raw.file().toAbsolutePath())));
    }
}
