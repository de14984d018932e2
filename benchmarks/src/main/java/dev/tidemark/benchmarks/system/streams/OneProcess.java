package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.JvmThreads;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Our application and our broker in one child JVM, {@link InProcessApp}. Run by the benchmark's thread. */
final class OneProcess implements Deployed {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final PeerProcess process;
    private final String bootstrap;

    private OneProcess(PeerProcess process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    static OneProcess start(Query query, Path folder, @Nullable Recordings recordings)
            throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("both"));
        List<String> flags = new ArrayList<>(JvmFlags.ALL);
        if (recordings != null) {
            flags.addAll(CpuSamples.flags(recordings.app()));
        }
        PeerProcess process = PeerProcess.java("tidemark in process", work, flags,
                System.getProperty("java.class.path"), InProcessApp.class.getName(),
                List.of(query.label(), work.toString()));
        try {
            String ready = process.awaitLine(Pattern.compile("^" + InProcessApp.READY), TIMEOUT);
            return new OneProcess(process, ready.substring(InProcessApp.READY.length()));
        } catch (RuntimeException | InterruptedException notReady) {
            process.close();
            throw notReady;
        }
    }

    @Override
    public String bootstrap() {
        return bootstrap;
    }

    @Override
    public void startApp() throws IOException {
        say(InProcessApp.START);
    }

    @Override
    public void stopApp() throws IOException, InterruptedException {
        say(InProcessApp.STOP);
        process.awaitLine(Pattern.compile("^" + InProcessApp.STOPPED), TIMEOUT);
    }

    @Override
    public void end() throws InterruptedException {
        process.terminate();
        process.waitFor(TIMEOUT);
    }

    private void say(String word) throws IOException {
        process.standardInput().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.standardInput().flush();
    }

    @Override
    public double appCpu() {
        return process.cpu().toNanos() / 1e9;
    }

    @Override
    public double brokerCpu() {
        return 0;
    }

    @Override
    public JvmThreads jvm() throws IOException {
        return JvmThreads.of(process.pid());
    }

    @Override
    public boolean appAlive() {
        return process.isAlive();
    }

    @Override
    public List<String> said() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
