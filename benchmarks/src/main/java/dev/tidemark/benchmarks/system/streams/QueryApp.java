package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** Our side of a program, a process of its own: {@code QueryPeer} in the words of our DSL. Runs until SIGTERM. */
public final class QueryApp {

    private QueryApp() {}

    /** Arguments: program, bootstrap server, state directory, and settings as {@code key=value}. */
    public static void main(String[] arguments) throws InterruptedException {
        Program program = Program.of(arguments[0]);
        Map<String, String> settings = settings(program);
        settings.put("bootstrap.servers", arguments[1]);
        settings.put("state.dir", arguments[2]);
        for (String more : List.of(arguments).subList(3, arguments.length)) {
            settings.put(more.substring(0, more.indexOf('=')), more.substring(more.indexOf('=') + 1));
        }
        TcpNetwork network = TcpNetwork.start();
        StreamsApp app = AppProcess.start(program.topology(), AppSettings.of(settings), network);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            app.close();
            network.close();
            ended.countDown();
        }));
        AppProcess.await(app.running());
        System.err.println("Running");
        ended.await();
    }

    /** What is set wherever the application runs. An eighth of the stores' memory caches what was read: 10 MiB, as the peer has for that. */
    static Map<String, String> settings(Program program) {
        return new TreeMap<>(
                Map.of("application.id", program.label(), "commit.interval.ms", "100", "num.stream.threads",
                        "1", "processing.guarantee", "exactly_once_v2", "tidemark.state.memory.bytes", "80m"));
    }
}
