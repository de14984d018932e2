package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run streams}: queries in each deployment, in turns, what came out compared with a plain fold, raw runs to a file,
 * the table from that file. Run by the program's main thread.
 */
public final class StreamsBenchmark {

    /** The word for all queries. */
    public static final String ALL = "streams";

    public static final String HELP = """
            streams [options]; keyed-count [options] is streams --query keyed-count
              Queries of streams, exactly once: our application over TCP on our broker, and Kafka Streams on Apache Kafka, in turns; beside
              them our application and broker in one process, and our application on Apache Kafka. Results and changelogs are compared
              with a plain fold of the input; CPU of application and broker per record, counted from a tenth of the input on, with the
              bar's verdict. At last one run of ours with samples, over TCP and in process: where the time goes.
                --query NAME        only this one: keyed-count, windowed-count, repartition-count, map, join
                --records N         records of the input (5000000)
                --keys N            keys, drawn evenly (100000)
                --partitions N      of input and output (4)
                --runs N            runs of each deployment (5)
                --deployments A,... only these: tidemark, kafka, in-process, on-kafka
                --folder DIR        where data folders are made, and deleted after each run (a temporary folder)
                --profile-to FILE   measures nothing: one run with samples, of one query in one deployment of ours (tidemark)
                --from FILE,...     measures nothing: the table from raw runs in files; "committed": those in benchmarks/results
                                    that are committed and of the present production code""";

    private static final Map<String, String> DEFAULTS = Map.of("query", "", "records", "5000000", "keys", "100000",
            "partitions", "4", "runs", "5", "deployments", "", "folder", "", "profile-to", "", "from", "");
    private static final String COMMITTED = "committed";

    private final Site site;

    public StreamsBenchmark(Site site) {
        this.site = site;
    }

    /** Whether a word of the command line is one of these: all queries, or one of them. */
    public static boolean knows(String kind) {
        return kind.equals(ALL) || Query.all().stream().anyMatch(query -> query.label().equals(kind));
    }

    /**
     * Runs what the command line asks for, or prints what was measured before.
     *
     * @throws IllegalArgumentException if it asks for something that there is not
     * @throws IllegalStateException at the end, if a query broke off or came out wrong: the others were run all the same
     */
    public void run(String kind, String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Map<String, String> known = new TreeMap<>(DEFAULTS);
        if (!kind.equals(ALL)) {
            known.put("query", kind);
        }
        Arguments options = Arguments.parse(arguments, known);
        @Nullable
        String from = options.text("from");
        if (from != null) {
            print(from);
            return;
        }
        @Nullable
        String label = options.text("query");
        List<Query> queries = label == null ? Query.all() : List.of(Query.of(label));
        Set<Deployment> deployments = deployments(options);
        @Nullable
        String recording = options.text("profile-to");
        if (recording == null) {
            measure(queries, deployments, options);
        } else {
            profile(queries, deployments, options, Path.of(recording).toAbsolutePath());
        }
    }

    private static Set<Deployment> deployments(Arguments options) {
        @Nullable
        String labels = options.text("deployments");
        Set<Deployment> wanted = EnumSet.noneOf(Deployment.class);
        for (String label : labels == null ? new String[0] : labels.split(",")) {
            wanted.add(Deployment.of(label));
        }
        return wanted.isEmpty() ? EnumSet.allOf(Deployment.class) : wanted;
    }

    private Path work(Arguments options) throws IOException {
        @Nullable
        String folder = options.text("folder");
        return Files.createDirectories(folder == null ? site.temporary() : Path.of(folder).toAbsolutePath());
    }

    private MeasuredQuery measured(Query query, Arguments options) throws IOException, InterruptedException {
        Orders orders = new Orders(options.count("records"), options.count("keys"), options.count("partitions"));
        return new MeasuredQuery(query, orders, new ProductionCommit(site.projectRoot()).now(), site.projectRoot(),
                work(options),
                site.progress());
    }

    private void measure(List<Query> queries, Set<Deployment> deployments, Arguments options)
            throws IOException, InterruptedException, ExecutionException {
        String name = queries.size() == 1 ? ALL + "-" + queries.getFirst().label() : ALL;
        RawRuns raw = RawRuns.fresh(site.projectRoot(), name, Instant.now());
        site.progress().println("raw runs go to " + raw.file());
        List<String> brokeOff = new ArrayList<>();
        for (Query query : queries) {
            try {
                alternated(measured(query, options), deployments, options.count("runs"), raw);
            } catch (IllegalStateException failed) { // hours of other runs are not lost for it
                brokeOff.add(query.label());
                site.progress().println(query.label() + " broke off: " + failed.getMessage());
            }
        }
        if (Files.exists(raw.file())) {
            print(raw.file().toString());
        }
        if (!brokeOff.isEmpty()) {
            throw new IllegalStateException("broke off: " + String.join(", ", brokeOff));
        }
    }

    private void alternated(MeasuredQuery query, Set<Deployment> deployments, int runs, RawRuns raw)
            throws IOException, InterruptedException, ExecutionException {
        for (int run = 1; run <= runs; run++) {
            for (Deployment deployment : deployments) {
                raw.add(told(query.run(deployment, run, null)));
            }
        }
        for (Deployment deployment : List.of(Deployment.TIDEMARK, Deployment.IN_PROCESS)) {
            if (deployments.contains(deployment)) {
                Path folder = Files.createTempDirectory(site.temporary(), "samples-");
                raw.add(told(query.run(deployment, runs + 1, Recordings.in(folder))));
            }
        }
    }

    private QueryRun told(QueryRun run) {
        site.progress()
                .printf(Locale.ROOT,
                        "%s, %s %d: %.2f µs app + %.2f µs broker per record, %.1f s, %d outputs, load %.1f%n",
                        run.query(), run
                                .deployment()
                                .label(),
                        run.run(), run.appMicros(), run.brokerMicros(), run.wallSeconds(), run.outputs(),
                        run.load());
        return run;
    }

    private void profile(List<Query> queries, Set<Deployment> deployments, Arguments options, Path recording)
            throws IOException, InterruptedException, ExecutionException {
        if (queries.size() > 1) {
            throw new IllegalArgumentException("--profile-to records one thing: choose a --query");
        }
        Deployment deployment = deployments.iterator().next();
        Recordings recordings = new Recordings(recording, recording.resolveSibling("broker-" + recording
                .getFileName()));
        QueryRun run = told(measured(queries.getFirst(), options).run(deployment, 1, recordings));
        StreamsReport.parts(List.of(run)).forEach(site.out()::println);
    }

    private void print(String from) throws IOException, InterruptedException {
        String commit = new ProductionCommit(site.projectRoot()).now();
        boolean committed = from.equals(COMMITTED);
        List<Path> files = committed ? new ProductionCommit(site.projectRoot()).committedRuns(ALL + "-")
                : Arrays.stream(from.split(",")).map(Path::of).toList();
        List<QueryRun> runs = files.stream()
                .flatMap(file -> new RawRuns(file).read(QueryRun.class).stream())
                .filter(run -> !committed || run.commit().equals(commit))
                .toList();
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("--from " + from + ": no raw runs of production commit " + commit);
        }
        StreamsReport.text(runs).forEach(site.out()::println);
        site.out().println();
        files.forEach(file -> site.out().println("raw runs: " + site.projectRoot().relativize(file.toAbsolutePath())));
    }
}
