package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.broker.ResidentMemory;
import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.JvmThreads;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.verification.peer.PeerClassPath;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Application and broker as a child JVM each, over TCP on loopback. Run by the benchmark's thread. */
final class TwoProcesses implements Deployed {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    /** RocksDB's Java part starts other programs to find that out, at each start. */
    private static final Map<String, String> VARIABLES = Map.of("ROCKSDB_MUSL_LIBC", "false");
    /** The logger's settings come by system properties. Where this file is missing it is looked for in each jar. */
    private static final String LOGGER_SETTINGS = "simplelogger.properties";

    private final Deployment deployment;
    private final Program program;
    private final Path folder;
    private final @Nullable Recordings recordings;
    private final Map<String, String> appSettings = new TreeMap<>();
    private List<String> appFlags = List.of();
    private final String appClassPath;
    private final MeasuredBroker broker;

    private @Nullable PeerProcess app;

    private TwoProcesses(Deployment deployment, Program program, Path folder,
            @Nullable Recordings recordings, String appClassPath, MeasuredBroker broker) {
        this.deployment = deployment;
        this.program = program;
        this.folder = folder;
        this.appClassPath = appClassPath;
        this.recordings = recordings;
        this.broker = broker;
    }

    /** Starts the broker. An acknowledgement means the same on both: the page cache has it. */
    static TwoProcesses start(Deployment deployment, Program program, Path projectRoot, Path folder,
            @Nullable Recordings recordings) throws IOException, InterruptedException {
        Map<String, String> settings = new TreeMap<>(Map.of("group.initial.rebalance.delay.ms", "0"));
        if (deployment.broker() == Side.TIDEMARK) {
            settings.put("tidemark.flush", "os");
        }
        MeasuredBroker broker = MeasuredBroker.start(deployment.broker(), projectRoot, folder.resolve("broker"),
                settings, recordings == null ? List.of() : CpuSamples.flags(recordings.broker()));
        String appClassPath = deployment.ourApp() ? AppClassPath.of(projectRoot) : peerClassPath(projectRoot);
        return new TwoProcesses(deployment, program, folder, recordings, appClassPath, broker);
    }

    @Override
    public String bootstrap() {
        return broker.bootstrap();
    }

    @Override
    public void startApp() throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("app"));
        List<String> arguments = new ArrayList<>(List.of(program.label(), broker.bootstrap(), stateDir().toString()));
        appSettings.forEach((key, value) -> arguments.add(key + "=" + value));
        List<String> flags = new ArrayList<>(JvmFlags.ALL);
        flags.addAll(appFlags);
        if (appFlags.stream().anyMatch(flag -> flag.startsWith("-XX:AOT"))) {
            flags.remove(JvmFlags.SHARING);
        }
        if (recordings != null) {
            flags.addAll(CpuSamples.flags(recordings.app()));
        }
        if (deployment.ourApp()) {
            flags.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info"); // what was restored is said at this level
            app = PeerProcess.java("tidemark app", work, flags, appClassPath, QueryApp.class.getName(), arguments,
                    VARIABLES);
        } else {
            flags.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
            app = PeerProcess.java("kafka streams app", work, flags, appClassPath, "QueryPeer", arguments, VARIABLES);
        }
    }

    /** What the application is started with from now on, over what a program has by itself. */
    void appSettings(Map<String, String> settings) {
        appSettings.clear();
        appSettings.putAll(settings);
    }

    /** More flags of the application's JVM, behind those of {@link JvmFlags}. */
    void appFlags(List<String> flags) {
        appFlags = List.copyOf(flags);
    }

    /** Resident memory of the application's process, MiB. */
    double appMib() {
        try {
            return ResidentMemory.of(app().pid()).rssMib();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the application keeps its state. */
    Path stateDir() {
        return folder.resolve("app/state");
    }

    /** SIGKILL. */
    void killApp() throws InterruptedException {
        app().kill();
        app().waitFor(STOP_TIMEOUT);
    }

    /** The peer's, with its program compiled, and in a jar: of a folder no class gets into a JVM's archive. */
    private static String peerClassPath(Path projectRoot) throws IOException, InterruptedException {
        String classPath = PeerClassPath.of(projectRoot, "kafka-streams");
        Path classes = Files.createDirectories(projectRoot.resolve("target/peers/streams-queries"));
        Path jar = classes.resolveSibling("streams-queries.jar");
        run("javac", "-cp", classPath, "-d", classes.toString(),
                projectRoot.resolve("benchmarks/peers/QueryPeer.java").toString());
        Files.copy(projectRoot.resolve("benchmarks/src/main/resources").resolve(LOGGER_SETTINGS),
                classes.resolve(LOGGER_SETTINGS), StandardCopyOption.REPLACE_EXISTING);
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar + ":" + classPath;
    }

    private static void run(String tool, String... arguments) {
        int exit = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
        if (exit != 0) {
            throw new IllegalStateException(tool + " of the peer's program ended with " + exit);
        }
    }

    @Override
    public void stopApp() throws InterruptedException {
        app().terminate();
        app().waitFor(STOP_TIMEOUT);
    }

    @Override
    public void end() throws InterruptedException {
        broker.stopCleanly();
    }

    private PeerProcess app() {
        return Invariants.present(app, "the application, once it is started");
    }

    @Override
    public double appCpu() {
        return app().cpu().toNanos() / 1e9;
    }

    @Override
    public double brokerCpu() {
        return broker.process().cpu().toNanos() / 1e9;
    }

    @Override
    public JvmThreads jvm() throws IOException {
        return JvmThreads.of(app().pid());
    }

    @Override
    public boolean appAlive() {
        return app().isAlive();
    }

    @Override
    public List<String> said() {
        return app().output();
    }

    @Override
    public void close() {
        if (app != null) {
            app.close();
        }
        broker.close();
    }
}
