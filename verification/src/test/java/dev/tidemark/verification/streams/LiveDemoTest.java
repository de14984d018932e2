package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.examples.flights.Flights;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppState;
import dev.tidemark.streams.runtime.StreamsApp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job over a live broker: real data in through a stock producer, final windows out through a stock consumer. */
class LiveDemoTest {

    private static final long DAY_MS = 24 * 3_600_000;
    /** Four partitions by Kafka's hash, each in file order. */
    private static final PlainQuakes PLAIN = new PlainQuakes(PlainQuakes.rows(), 4, DAY_MS);

    @Test
    void quakes_in_one_partition_give_the_reference_windows() throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, new Quakes(), 1);
            run(tidemark, new Quakes().topology(), "quakes", 1, 500, 1);
            assertThat(DemoResults.windows(tidemark.bootstrapServers())).containsExactlyInAnyOrderElementsOf(
                    DemoResults.rows("quakes_1h_per_net_grace_24h.csv"));
            List<ConsumerRecord<byte[], byte[]>> late = StockReader.readAll(tidemark.bootstrapServers(),
                    "quakes-late");
            assertThat(late).hasSize(311)
                    .allSatisfy(
                            record -> assertThat(record.headers().lastHeader("tidemark.late.ms")).isNotNull());
        }
    }

    @Test
    void with_seven_days_of_grace_every_quake_counts() throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, new Quakes(), 1);
            run(tidemark, Quakes.topology(Duration.ofDays(7)), "quakes-week", 1, 500, 1);
            List<String> all = DemoResults.rows("quakes_1h_per_net.csv")
                    .stream()
                    .map(row -> row.substring(0, row.lastIndexOf(',')))
                    .toList();
            assertThat(DemoResults.windows(tidemark.bootstrapServers())).hasSize(850)
                    .containsExactlyInAnyOrderElementsOf(all);
            assertThat(StockReader.readAll(tidemark.bootstrapServers(), "quakes-late")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} workers, {1} records a poll, {2} instances")
    @CsvSource({"1,1,1", "1,500,1", "4,1,1", "4,500,1", "1,1,2", "1,500,2", "4,1,2", "4,500,2"})
    void final_windows_do_not_depend_on_who_runs_them(int workers, int recordsPerPoll, int instances)
            throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, new Quakes(), 4);
            run(tidemark, new Quakes().topology(), "quakes", workers, recordsPerPoll, instances);
            QuakeResults.assertEqual(tidemark.bootstrapServers(), PLAIN);
            assertThat(PLAIN.summary()).isEqualTo("Done: 1707 in, 1400 accepted, 307 late, 759 windows");
        }
    }

    @ParameterizedTest
    @EnumSource(QuakeFiles.class)
    void other_inputs_equal_the_plain_computation(QuakeFiles input, @TempDir Path folder) throws Exception {
        Path file = input.write(folder);
        PlainQuakes plain = new PlainQuakes(PlainQuakes.rows(file), 4, DAY_MS);
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            Player.play(tidemark.bootstrapServers(), new Quakes(), 4, file);
            run(tidemark, new Quakes().topology(), "quakes", 2, 500, 1);
            QuakeResults.assertEqual(tidemark.bootstrapServers(), plain);
        }
        assertThat(plain.accepted).as("a file that tests something").isPositive();
        assertThat(plain.late).isNotEmpty();
    }

    @Test
    void an_instance_tells_where_it_stands_and_closes_once() throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, new Quakes(), 4);
            StreamsApp app = tidemark.run(new Quakes().topology(), Map.of("application.id", "quakes"));
            app.running().get(60, TimeUnit.SECONDS);
            assertThat(app.state()).isEqualTo(new AppState.Running());
            app.declareEnd().get(60, TimeUnit.SECONDS);
            app.drained().get(60, TimeUnit.SECONDS);
            assertThat(app.state()).isEqualTo(new AppState.Drained());
            app.close();
            app.close();
            assertThat(app.state()).isEqualTo(new AppState.Closed());
        }
    }

    @Test
    void a_record_that_cannot_be_read_stops_every_worker_and_names_its_place() throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, new Quakes(), 4);
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", tidemark.bootstrapServers()), new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("earthquakes", 2, new byte[]{1}, new byte[]{0, 0, 7}));
            }
            StreamsApp app = tidemark.run(new Quakes().topology(),
                    Map.of("application.id", "quakes", "num.stream.threads", "3"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> app.state() instanceof AppState.Failed);
            assertThat(((AppState.Failed) app.state()).cause()).hasMessageContaining("TM-2001")
                    .hasMessageContaining("earthquakes-2@");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Thread.getAllStackTraces()
                            .keySet()
                            .stream()
                            .noneMatch(thread -> thread.getName().startsWith("app-worker-")));
        }
    }

    @Test
    void flights_give_the_ten_busiest_airports_of_each_day() throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, new Flights(), 4);
            run(tidemark, new Flights().topology(), "flights", 1, 500, 1);
            assertThat(DemoResults.rankings(tidemark.bootstrapServers()))
                    .containsExactlyInAnyOrderElementsOf(DemoResults.rows("departures_top10_origin_per_day.csv"));
        }
    }

    private static void run(EmbeddedTidemark tidemark, Topology topology, String id, int workers, int recordsPerPoll,
            int instances) throws Exception {
        List<StreamsApp> apps = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            apps.add(tidemark.run(topology,
                    Map.of("application.id", id, "state.dir", tidemark.folder().resolve("state-" + i).toString(),
                            "num.stream.threads", Integer.toString(workers), "max.poll.records",
                            Integer.toString(recordsPerPoll))));
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
    }

    private static void play(EmbeddedTidemark tidemark, Demo demo, int partitions) throws Exception {
        Player.play(tidemark.bootstrapServers(), demo, partitions, null);
    }
}
