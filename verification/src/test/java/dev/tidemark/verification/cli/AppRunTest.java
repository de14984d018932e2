package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.verification.cli.Installation.Ended;
import dev.tidemark.verification.streams.PlainQuakes;
import dev.tidemark.verification.streams.Player;
import dev.tidemark.verification.streams.StockReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code app run} against a broker of another process: a demo's application and one of the user's own. */
@Tag("ci")
class AppRunTest {

    private static final Path STARTER = Path
            .of(System.getProperty("tidemark.project.root"), "examples/starter/src/main/java/starter");

    @TempDir
    Path folder;

    @Test
    void a_demos_application_runs_to_its_summary() throws Exception {
        Installation installation = Installation.in(folder);
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            Player.play(tidemark.bootstrapServers(), new Quakes(), 4, null);
            Ended ended = installation.run("app", "run", "quakes", "--bootstrap-server", tidemark.bootstrapServers(),
                    "--set", "state.dir=" + folder.resolve("state"), "--once", "-q");
            assertThat(ended.status()).as(ended.text()).isZero();
            assertThat(ended.output()).containsExactly("Done: 1707 in, 1400 accepted, 307 late, 759 windows");
            PlainQuakes plain = new PlainQuakes(PlainQuakes.rows(), 4, Duration.ofHours(24).toMillis());
            assertThat(StockReader.readAll(tidemark.bootstrapServers(), "quakes-hourly"))
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrderElementsOf(plain.json());
        }
    }

    @Test
    void an_application_from_a_jar_runs_with_settings_from_a_file() throws Exception {
        Installation installation = Installation.in(folder);
        Path jar = jarOf(STARTER.resolve("OrdersPerMinute.java"));
        Path settings = Files.writeString(folder.resolve("app.properties"),
                "application.id=orders\nstate.dir=" + folder.resolve("state") + "\n");
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            try (KafkaProducer<String, String> orders = new KafkaProducer<>(
                    Map.of("bootstrap.servers", tidemark.bootstrapServers()), new StringSerializer(),
                    new StringSerializer())) {
                orders.send(new ProducerRecord<>("orders", null, 5_000L, "ada", "tea"));
                orders.send(new ProducerRecord<>("orders", null, 50_000L, "ada", "scones"));
                orders.send(new ProducerRecord<>("orders", null, 70_000L, "ada", "tea"));
            }
            Ended ended = installation.run("app", "run", "--jar", jar.toString(), "--main", "starter.OrdersPerMinute",
                    "-c", settings.toString(), "--bootstrap-server", tidemark.bootstrapServers(), "--once");
            assertThat(ended.status()).as(ended.text()).isZero();
            assertThat(ended.output()).anyMatch(line -> line.matches("^Ready in [0-9.]+ s"));
            assertThat(StockReader.readAll(tidemark.bootstrapServers(), "order-counts"))
                    .extracting(record -> record.timestamp() + " " + new String(record.key(), StandardCharsets.UTF_8)
                            + " " + ByteBuffer.wrap(record.value()).getLong())
                    .containsExactlyInAnyOrder("59999 ada 2", "119999 ada 1");
        }
    }

    @Test
    void a_jar_that_holds_no_application_ends_with_2() throws Exception {
        Installation installation = Installation.in(folder);
        Path source = Files.writeString(folder.resolve("Nothing.java"), "public class Nothing {}");
        Ended ended = installation.run("app", "run", "--jar", jarOf(source).toString(), "--main", "Nothing");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.text()).contains("TM-1010").contains("0 public static methods");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TM-3002 | sink 'out'   | Produced.with(keySerde, valueSerde)  | .map((k, v) -> KeyValue.pair(k, 1)).to("out")
            TM-3001 | count        | Materialized.as(                     | .groupByKey().count()
            """)
    void a_topology_with_a_mistake_ends_with_2_before_anything_is_asked(String code, String where, String remedy,
            String words) throws Exception {
        Installation installation = Installation.in(folder);
        Path source = Files.writeString(folder.resolve("Wrong.java"), """
                import dev.tidemark.serde.Serdes;
                import dev.tidemark.streams.*;
                public class Wrong {
                    public static Topology topology() {
                        return Streams.define(s -> s.from("in", Consumed.with(Serdes.string(), Serdes.string()))%s);
                    }
                }
                """.formatted(words));
        Ended ended = installation.run("app", "run", "--jar", jarOf(source).toString(), "--main", "Wrong", "--set",
                "application.id=wrong", "--set", "state.dir=" + folder.resolve("state"));
        assertThat(ended.status()).as(ended.text()).isEqualTo(2);
        assertThat(ended.output()).hasSize(4);
        assertThat(ended.text()).startsWith(code).contains(where).contains(remedy);
    }

    @Test
    void a_record_that_the_serde_cannot_read_ends_with_1_and_names_its_place() throws Exception {
        Installation installation = Installation.in(folder);
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            Player.play(tidemark.bootstrapServers(), new Quakes(), 1, null);
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", tidemark.bootstrapServers()), new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("earthquakes", 0, "x", "not a quake"));
            }
            Ended ended = installation.run("app", "run", "quakes", "--bootstrap-server", tidemark.bootstrapServers(),
                    "--set", "state.dir=" + folder.resolve("state"), "--once", "-q");
            assertThat(ended.status()).as(ended.text()).isEqualTo(1);
            assertThat(ended.text()).contains("TM-2001")
                    .contains("earthquakes-0@1707")
                    .contains("topic consume earthquakes --from @1707 -n 1");
        }
    }

    /** Compiles one class as its user would, against what the launcher runs with. */
    private Path jarOf(Path source) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp"));
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            arguments.add(String.join(":", jars.map(Path::toString).toList()));
        }
        arguments.add(source.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as(Arrays.toString(arguments.toArray()))
                .isZero();
        Path jar = folder.resolve("app.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
