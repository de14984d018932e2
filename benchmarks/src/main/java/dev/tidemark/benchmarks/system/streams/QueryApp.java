package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** Our side of a query, a process of its own: {@code QueryPeer} in the words of our DSL. Runs until SIGTERM. */
public final class QueryApp {

    private QueryApp() {}

    /** Arguments: query, bootstrap server, state directory. */
    public static void main(String[] arguments) throws InterruptedException {
        Query query = Query.of(arguments[0]);
        Map<String, String> settings = settings(query);
        settings.put("bootstrap.servers", arguments[1]);
        settings.put("state.dir", arguments[2]);
        TcpNetwork network = TcpNetwork.start();
        StreamsApp app = AppProcess.start(query.topology(), AppSettings.of(settings), network);
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

    /** What is set wherever the application runs. */
    static Map<String, String> settings(Query query) {
        return new TreeMap<>(Map.of("application.id", query.label(), "commit.interval.ms", "100", "num.stream.threads",
                "1", "processing.guarantee", "exactly_once_v2"));
    }
}
