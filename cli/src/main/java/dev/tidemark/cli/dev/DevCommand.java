package dev.tidemark.cli.dev;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.StderrLogging;
import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.Demos;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.process.Console;
import dev.tidemark.cli.process.ConsolePort;
import dev.tidemark.cli.process.ConsoleServer;
import dev.tidemark.cli.process.ServeOptions;
import dev.tidemark.cli.process.Serving;
import dev.tidemark.client.admin.AdminOutcome;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.protocol.ErrorCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark dev}: a broker on this machine, ready to use, perhaps with a demo, until a signal. */
@Command(name = "dev", description = "Run a broker here, from an empty folder or an old one; serves until a signal.", mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {

    private static final int PARTITIONS = 4;

    private final CliContext context;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Default: 127.0.0.1:9092; port 0 takes a free one.")
    private String listen = "127.0.0.1:9092";

    @Option(names = "--console-port", paramLabel = "N|off", description = "Health pages; default: 9090, 0 takes a free one.")
    private String consolePort = "9090";

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Logs and state; without it a temporary folder, deleted at exit.")
    private @Nullable Path dataDir;

    @Option(names = "--topic", paramLabel = "NAME[:PARTITIONS]", description = "A topic to have at the start; may be repeated.")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--demo", paramLabel = "quakes|flights", description = "Real data through a windowed topology; its results go to stdout.")
    private @Nullable String demoName;

    @Option(names = "--input", paramLabel = "FILE", description = "A CSV with the same columns instead of the demo's own.")
    private @Nullable Path input;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of the demo's topics; default: 4.")
    private @Nullable Integer partitions;

    @Option(names = "--speed", paramLabel = "max|FACTOR", description = "Seconds of the input's arrival order per second; default: max.")
    private @Nullable String speed;

    @Option(names = "--once", description = "Declare the end of the input, wait for the final results, and exit.")
    private boolean once;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of broker or app by its Kafka name; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--insecure-listen", description = "Allow an address that others can reach, without authentication.")
    private boolean insecureListen;

    @Mixin
    private ServeOptions serve = new ServeOptions();

    public DevCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ListenAddress address = ListenAddress.parse(listen);
        ConsolePort port = ConsolePort.parse(consolePort);
        List<TopicSpec> wanted = topics.stream().map(TopicSpec::parse).toList();
        Demo demo = demoName == null ? null : Demos.find(demoName, "--demo " + demoName);
        checkDemoFlags(demo);
        SplitSettings split = SplitSettings.of(settings);
        DemoSession.Options options = new DemoSession.Options(checkedPartitions(),
                Speed.parse(speed == null ? "max" : speed), split.app());
        EmbeddedTidemark.Options broker = EmbeddedTidemark.options()
                .dataDir(dataDir)
                .listen(address.text())
                .insecureListen(insecureListen)
                .broker(split.broker());
        DemoInput rows = demo == null ? null : demo.open(input);
        if (serve.quiet()) {
            StderrLogging.onlyErrors();
        }
        Console console = new Console();
        Serving serving = new Serving();
        return serving.serve(context.stop(), stopped -> {
            ConsoleServer server = port.open(serving, console);
            EmbeddedTidemark tidemark = serving.open(broker::start);
            console.started(tidemark.broker());
            createTopics(tidemark.bootstrapServers(), wanted);
            console.ready();
            String url = server == null ? null : server.url();
            if (!serve.quiet()) {
                banner(tidemark, url, demo);
            }
            serve.readiness().tell(context.terminal().err(), tidemark.bootstrapServers(), url);
            CompletableFuture<?> over = CompletableFuture.anyOf(stopped, tidemark.broker()
                    .failure()
                    .toCompletableFuture()
                    .thenCompose(CompletableFuture::failedFuture));
            if (demo == null || rows == null) {
                AppProcess.await(over);
            } else {
                play(new DemoSession(demo, rows, tidemark, options, new ResultPrinter(context.terminal(), output),
                        serving), serving, over);
            }
            return 0;
        });
    }

    private void play(DemoSession session, Serving serving, CompletableFuture<?> over) {
        if (partitions != null && partitions != session.partitions() && !serve.quiet()) {
            context.terminal()
                    .err()
                    .println("--partitions " + partitions + " has no effect: the demo's topics have had "
                            + session.partitions() + " since an earlier start.");
        }
        if (once) {
            String summary = session.finish().line();
            serving.close();
            context.terminal().flush();
            context.terminal().err().println(summary);
        } else {
            AppProcess.await(CompletableFuture.anyOf(over, session.failure()));
        }
    }

    private int checkedPartitions() {
        if (partitions == null) {
            return PARTITIONS;
        }
        if (partitions < 1) {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + partitions + "' is no partition count",
                    "--partitions " + partitions, "a topic has at least one partition", "write --partitions 4");
        }
        return partitions;
    }

    private void checkDemoFlags(@Nullable Demo demo) {
        String flag = once ? "--once"
                : input != null ? "--input" : partitions != null ? "--partitions" : speed != null ? "--speed" : null;
        if (demo == null && flag != null) {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, flag + " needs a demo", "tidemark dev",
                    "without --demo there is no input", "add --demo quakes, or leave it out");
        }
    }

    /** Those that exist, of an earlier run, stay as they are. */
    private void createTopics(String bootstrap, List<TopicSpec> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        List<NewTopic> creations = wanted.stream().map(topic -> NewTopic.of(topic.name(), topic.partitions())).toList();
        try (ClusterClient client = context.clusters().open(bootstrap)) {
            Map<String, AdminOutcome> outcomes = ClusterClient.await(client.admin().createTopics(creations));
            outcomes.forEach((name, outcome) -> {
                if (outcome.error() != ErrorCode.TOPIC_ALREADY_EXISTS) {
                    outcome.orThrow("Topic '" + name + "' cannot be created", "--topic " + name);
                }
            });
        }
    }

    /** Names only what exists. */
    private void banner(EmbeddedTidemark tidemark, @Nullable String console, @Nullable Demo demo) {
        PrintStream err = context.terminal().err();
        err.println("Tidemark dev");
        err.println("  broker   " + tidemark.bootstrapServers() + "  (any Kafka client)");
        if (console != null) {
            err.println("  health   " + console + "/health/ready, metrics at /metrics");
        }
        err.println("  data     " + tidemark.folder() + (dataDir == null ? "  (deleted at exit)" : ""));
        if (demo != null) {
            err.println("  demo     " + demo.name() + ": " + demo.description() + ", " + demo.inputTopic() + " -> "
                    + demo.resultTopic() + (dataDir == null ? "" : "; results of earlier starts are not shown again"));
        }
    }
}
