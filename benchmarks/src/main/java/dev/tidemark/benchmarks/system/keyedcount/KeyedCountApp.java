package dev.tidemark.benchmarks.system.keyedcount;

import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Our side of the keyed count, a process of its own: {@code KeyedCountPeer} in the words of our DSL. Runs until SIGTERM. */
public final class KeyedCountApp {

    private KeyedCountApp() {}

    static Topology topology() {
        return Streams.define(s -> s.from(CountTopics.INPUT, Consumed.with(Serdes.string(), Serdes.bytes()))
                .groupByKey()
                .count(Materialized.as("counts"))
                .toStream()
                .to(CountTopics.OUTPUT, Produced.with(Serdes.string(), Serdes.int64())));
    }

    /** Arguments: bootstrap server, application id, state directory. */
    public static void main(String[] arguments) throws InterruptedException {
        TcpNetwork network = TcpNetwork.start();
        StreamsApp app = AppProcess.start(topology(), AppSettings.of(Map.of("bootstrap.servers", arguments[0],
                "application.id", arguments[1], "state.dir", arguments[2], "commit.interval.ms", "100",
                "num.stream.threads", "1", "processing.guarantee", "exactly_once_v2")), network);
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
}
