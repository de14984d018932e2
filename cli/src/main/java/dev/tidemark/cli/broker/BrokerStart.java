package dev.tidemark.cli.broker;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSeams;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.StderrLogging;
import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.cli.process.Console;
import dev.tidemark.cli.process.ConsolePort;
import dev.tidemark.cli.process.ConsoleServer;
import dev.tidemark.cli.process.ServeOptions;
import dev.tidemark.cli.process.Serving;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark broker start}: one broker from Kafka's {@code server.properties}, until a signal. */
@Command(name = "start", description = "Start a broker from a server.properties file; serves until a signal.", mixinStandardHelpOptions = true)
final class BrokerStart implements Callable<Integer> {

    private final CliContext context;

    @Option(names = "-c", required = true, paramLabel = "FILE", description = "Kafka's server.properties.")
    private Path file = Path.of("");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting over the file's; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--insecure-listen", description = "Allow listeners without authentication on addresses that others can reach.")
    private boolean insecureListen;

    @Option(names = "--console-port", paramLabel = "N|off", defaultValue = "off", description = "Port for /health/* and /metrics on 127.0.0.1; 0 takes a free one, off (the default) has none.")
    private String consolePort = "off";

    @Mixin
    private ServeOptions serve = new ServeOptions();

    BrokerStart(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (serve.quiet()) {
            StderrLogging.onlyErrors();
        }
        ConsolePort port = ConsolePort.parse(consolePort);
        BrokerSettings settings = BrokerSettings.read(file, overrides, insecureListen);
        Serving serving = new Serving();
        return serving.serve(context.stop(), stopped -> {
            Console console = new Console();
            ConsoleServer server = port.open(serving, console);
            Broker broker = serving.open(() -> Broker.start(settings, BrokerSeams.system(), console.starting()));
            console.started(broker);
            console.ready();
            serve.readiness()
                    .tell(context.terminal().err(), broker.bootstrapServers(),
                            server == null ? null : server.url());
            AppProcess.await(CompletableFuture.anyOf(stopped,
                    broker.failure().toCompletableFuture().thenCompose(CompletableFuture::failedFuture)));
            return 0;
        });
    }
}
