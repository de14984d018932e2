package dev.tidemark.benchmarks.system;

import dev.tidemark.benchmarks.system.broker.BrokerBenchmarks;
import dev.tidemark.benchmarks.system.run.Site;
import dev.tidemark.benchmarks.system.startup.StartupBenchmark;
import dev.tidemark.benchmarks.system.streams.AppRestart;
import dev.tidemark.benchmarks.system.streams.ResultLatency;
import dev.tidemark.benchmarks.system.streams.StateMemoryBound;
import dev.tidemark.benchmarks.system.streams.StreamsBenchmark;
import dev.tidemark.cli.StderrLogging;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program behind {@code benchmarks/run}, except for {@code micro}: runs one kind on the main thread. */
public final class SystemBenchmarks {

    private static final String HELP = "benchmarks/run " + StartupBenchmark.HELP + "\n\nbenchmarks/run "
            + StreamsBenchmark.HELP + "\n\nbenchmarks/run " + ResultLatency.HELP + "\n\nbenchmarks/run "
            + AppRestart.HELP
            + "\n\nbenchmarks/run " + StateMemoryBound.HELP + "\n\nbenchmarks/run " + BrokerBenchmarks.HELP;

    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(10);

    private SystemBenchmarks() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
            System.err.println(HELP);
            System.exit(words.isEmpty() ? 2 : 0);
        }
        StderrLogging.onlyErrors(); // the stock clients complain of brokers that are just starting
        Path root = Path.of(System.getProperty("tidemark.project.root", "")).toAbsolutePath();
        Path folder = Files.createTempDirectory("tidemark-benchmark");
        Thread main = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main, ended.get(), folder)));
        int status = 0;
        try {
            run(words.getFirst(), Arrays.copyOfRange(arguments, 1, arguments.length),
                    new Site(root, folder, System.out, System.err));
        } catch (IllegalArgumentException wrong) {
            System.err.println("benchmarks/run: " + wrong.getMessage());
            status = 2;
        } catch (IllegalStateException failed) {
            System.err.println("benchmarks/run: " + failed.getMessage());
            status = 1;
        } finally {
            ended.set(true);
        }
        System.exit(status);
    }

    /** A signal ends this program without its finally blocks: it goes on to no next run, its children die, their files are deleted. */
    private static void end(Thread main, boolean ended, Path folder) {
        if (!ended) {
            main.interrupt();
            try {
                boolean unused = main.join(INTERRUPT_PATIENCE);
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        }
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
        new DiskStorage().deleteTree(folder);
    }

    private static void run(String kind, String[] options, Site site)
            throws IOException, InterruptedException, ExecutionException {
        switch (kind) {
            case ResultLatency.KIND -> new ResultLatency(site).run(options);
            case AppRestart.KIND -> new AppRestart(site).run(options);
            case StateMemoryBound.KIND -> new StateMemoryBound(site).run(options);
            case StartupBenchmark.KIND -> new StartupBenchmark(site).run(options);
            default -> {
                if (StreamsBenchmark.knows(kind)) {
                    new StreamsBenchmark(site).run(kind, options);
                    return;
                }
                if (!BrokerBenchmarks.knows(kind)) {
                    throw new IllegalArgumentException("no benchmark is called " + kind);
                }
                new BrokerBenchmarks(site).run(kind, options);
            }
        }
    }
}
