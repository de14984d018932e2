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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Application and broker as a child JVM each, over TCP on loopback. Run by the benchmark's thread. */
final class TwoProcesses implements Deployed {

    private static final Duration COMPILE_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    /** Of the environment: what was restored is said at this level. */
    private static final Map<String, String> TOLD = Map.of("TIDEMARK_LOG", "info");

    private final Deployment deployment;
    private final Program program;
    private final Path projectRoot;
    private final Path folder;
    private final @Nullable Recordings recordings;
    private final Map<String, String> appSettings = new TreeMap<>();
    private List<String> appFlags = List.of();
    private final MeasuredBroker broker;

    private @Nullable PeerProcess app;

    private TwoProcesses(Deployment deployment, Program program, Path projectRoot, Path folder,
            @Nullable Recordings recordings, MeasuredBroker broker) {
        this.deployment = deployment;
        this.program = program;
        this.projectRoot = projectRoot;
        this.folder = folder;
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
        return new TwoProcesses(deployment, program, projectRoot, folder, recordings, broker);
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
        if (recordings != null) {
            flags.addAll(CpuSamples.flags(recordings.app()));
        }
        if (deployment.ourApp()) {
            app = PeerProcess.java("tidemark app", work, flags, System.getProperty("java.class.path"),
                    QueryApp.class.getName(), arguments, TOLD);
        } else {
            flags.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
            String classPath = PeerClassPath.of(projectRoot, "kafka-streams");
            app = PeerProcess.java("kafka streams app", work, flags,
                    compiled(projectRoot, classPath) + ":" + classPath, "QueryPeer", arguments);
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

    /** The peer's program, compiled against the peer's class path. */
    private static Path compiled(Path projectRoot, String classPath) throws IOException, InterruptedException {
        Path classes = Files.createDirectories(projectRoot.resolve("target/peers/streams-queries"));
        try (PeerProcess javac = PeerProcess.start("javac", classes,
                List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "-cp", classPath, "-d",
                        classes.toString(), projectRoot.resolve("benchmarks/peers/QueryPeer.java").toString()))) {
            if (javac.waitFor(COMPILE_TIMEOUT) != 0) {
                throw new IllegalStateException("QueryPeer does not compile:\n" + String.join("\n", javac.output()));
            }
        }
        return classes;
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
