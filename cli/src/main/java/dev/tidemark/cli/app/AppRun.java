package dev.tidemark.cli.app;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.StderrLogging;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.Demos;
import dev.tidemark.cli.process.ServeOptions;
import dev.tidemark.cli.process.Serving;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.core.config.AppKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigFile;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark app run}: one instance of an application against a cluster, until a signal or the declared end. */
@Command(name = "run", description = "Run a demo's application, or one of your own, against a cluster.", mixinStandardHelpOptions = true)
final class AppRun implements Callable<Integer> {

    private final CliContext context;

    @Parameters(arity = "0..1", paramLabel = "quakes|flights", description = "A demo's application.")
    private @Nullable String demoName;

    @Option(names = "--jar", paramLabel = "FILE", description = "A jar with an application of your own.")
    private @Nullable Path jar;

    @Option(names = "--main", paramLabel = "CLASS", description = "Its class with a public static method that returns the Topology.")
    private @Nullable String main;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "-c", paramLabel = "FILE", description = "Settings of the application, KEY=VALUE a line.")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting over the file's; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--once", description = "Declare that the inputs end where they end now, wait for the final results, and exit.")
    private boolean once;

    @Mixin
    private ServeOptions serve = new ServeOptions();

    AppRun(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (serve.quiet()) {
            StderrLogging.onlyErrors();
        }
        Demo demo = demoName == null ? null : Demos.find(demoName, "tidemark app run " + demoName);
        Topology topology = demo != null ? demo.topology() : ForeignApp.topology(jar, main);
        Config config = config(demo);
        if (!serve.quiet()) {
            config.warnings().forEach(context.terminal().err()::println);
        }
        AppSettings settings = AppSettings.of(config);
        Serving serving = new Serving();
        return serving.serve(context.stop(), stopped -> {
            TcpNetwork network = serving.open(TcpNetwork::start);
            if (demo != null) {
                prepareTopics(demo);
            }
            StreamsApp app = serving.open(() -> AppProcess.start(topology, settings, network));
            if (serve.quiet()) {
                AppProcess.await(app.running(), app);
            } else {
                RestoreBar.awaitRunning(app, context.terminal());
            }
            serve.readiness().tell(context.terminal().err(), String.join(",", settings.bootstrapServers()), null);
            if (once) {
                AppProcess.finish(app);
                serving.close();
                summarise(demo);
            } else {
                AppProcess.await(CompletableFuture.anyOf(stopped, app.drained()));
            }
            return 0;
        });
    }

    /** A demo's app brings its name; everything else comes from file and flags. */
    private Config config(@Nullable Demo demo) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("bootstrap.servers", cluster.bootstrap(context));
        if (demo != null) {
            values.put("application.id", demo.name());
        }
        values.putAll(overrides);
        Config config = file == null ? Config.of(ConfigScope.APP, values)
                : ConfigFile.read(ConfigScope.APP, file, values);
        if (config.isSet(AppKeys.STATE_DIR)) {
            return config;
        }
        Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "tidemark-state");
        if (!serve.quiet()) {
            context.terminal().err().println("State goes to " + folder + "; --set state.dir=DIR puts it elsewhere.");
        }
        values.put("state.dir", folder.toString());
        return file == null ? Config.of(ConfigScope.APP, values) : ConfigFile.read(ConfigScope.APP, file, values);
    }

    /** The input has to be there; where the results go is made as wide. */
    private void prepareTopics(Demo demo) {
        try (ClusterClient client = cluster.open(context)) {
            int partitions = client.topic(demo.inputTopic()).partitions().size();
            new DemoTopics(demo, client).create(partitions);
        }
    }

    private void summarise(@Nullable Demo demo) {
        context.terminal().flush();
        if (demo != null) {
            try (ClusterClient client = cluster.open(context)) {
                context.terminal().err().println(Summary.of(demo, client).line());
            }
        }
    }
}
