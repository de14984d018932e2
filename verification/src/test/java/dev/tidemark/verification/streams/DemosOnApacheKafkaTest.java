package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.examples.flights.Flights;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import dev.tidemark.verification.peer.ApacheBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demos' topologies with Apache Kafka as their broker: the reference results, as over ours. */
@Tag("ci")
class DemosOnApacheKafkaTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    /** Results are as old as the events, and would be deleted by their age. */
    private static final Map<String, String> SETTINGS = Map.of("log.retention.ms", "-1",
            "group.initial.rebalance.delay.ms", "500", "offsets.topic.num.partitions", "4",
            "transaction.state.log.num.partitions", "4", "num.partitions", "4");
    private static final PlainQuakes PLAIN = new PlainQuakes(PlainQuakes.rows(), 4, Duration.ofHours(24).toMillis());

    @TempDir
    Path folder;

    @Test
    void quakes_in_one_partition_give_the_reference_windows() throws Exception {
        try (ApacheBroker broker = broker()) {
            Player.play(broker.bootstrap(), new Quakes(), 1, null);
            run(broker.bootstrap(), new Quakes(), 1, 1);
            assertThat(DemoResults.windows(broker.bootstrap()))
                    .containsExactlyInAnyOrderElementsOf(DemoResults.rows("quakes_1h_per_net_grace_24h.csv"));
        }
    }

    @ParameterizedTest(name = "{0} workers, {1} instances")
    @CsvSource({"1,1", "2,2"})
    void final_windows_do_not_depend_on_who_runs_them(int workers, int instances) throws Exception {
        try (ApacheBroker broker = broker()) {
            Player.play(broker.bootstrap(), new Quakes(), 4, null);
            run(broker.bootstrap(), new Quakes(), workers, instances);
            QuakeResults.assertEqual(broker.bootstrap(), PLAIN);
        }
    }

    @Test
    void flights_give_the_ten_busiest_airports_of_each_day() throws Exception {
        try (ApacheBroker broker = broker()) {
            Player.play(broker.bootstrap(), new Flights(), 4, null);
            run(broker.bootstrap(), new Flights(), 2, 1);
            assertThat(DemoResults.rankings(broker.bootstrap()))
                    .containsExactlyInAnyOrderElementsOf(DemoResults.rows("departures_top10_origin_per_day.csv"));
        }
    }

    private ApacheBroker broker() throws IOException, InterruptedException {
        return ApacheBroker.start(ROOT, folder.resolve("kafka"), freePort(), freePort(),
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), SETTINGS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(String bootstrap, Demo demo, int workers, int instances) throws Exception {
        List<StreamsApp> apps = new ArrayList<>();
        try (TcpNetwork network = TcpNetwork.start()) {
            for (int i = 0; i < instances; i++) {
                apps.add(AppProcess.start(demo.topology(),
                        AppSettings
                                .of(Map.of("bootstrap.servers", bootstrap, "application.id", demo.name(), "state.dir",
                                        folder.resolve("state-" + i).toString(), "num.stream.threads",
                                        Integer.toString(workers))),
                        network));
            }
            for (StreamsApp app : apps) {
                app.running().get(60, TimeUnit.SECONDS);
            }
            for (StreamsApp app : apps) {
                app.declareEnd().get(60, TimeUnit.SECONDS);
            }
            for (StreamsApp app : apps) {
                app.drained().get(120, TimeUnit.SECONDS);
            }
            apps.forEach(StreamsApp::close);
        }
    }
}
