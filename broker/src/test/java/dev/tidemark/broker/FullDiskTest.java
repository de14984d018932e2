package dev.tidemark.broker;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker on a small disk of its own, which something else fills. Needs the right to mount one; without it the tests say so and are skipped. */
@Tag("ci")
class FullDiskTest {

    private static final long DISK_BYTES = 64L << 20;

    @TempDir
    Path mountPoint;
    private Path ballast;

    @BeforeEach
    void mount() throws Exception {
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs",
                mountPoint.toString()).redirectErrorStream(true).start();
        String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(mount.waitFor() == 0, "no small disk can be mounted here: " + said.strip());
        ballast = mountPoint.resolve("ballast");
    }

    @AfterEach
    void unmount() throws Exception {
        if (ballast != null) {
            Process umount = new ProcessBuilder("umount", mountPoint.toString()).start();
            assertThat(umount.waitFor()).as("umount").isZero();
        }
    }

    /** Something else takes all room but this. */
    private void leave(long bytes) throws IOException {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long usable = Files.getFileStore(mountPoint).getUsableSpace();
            ByteBuffer zeros = ByteBuffer.allocate(4096);
            for (long left = usable - bytes; left >= 4096; left -= 4096) {
                int written = file.write(zeros.rewind());
                assertThat(written).isEqualTo(4096);
            }
        }
    }

    private RunningBroker start(int fullPercent) {
        return new RunningBroker(mountPoint.resolve("data"), Map.of("tidemark.disk.full.percent",
                Integer.toString(fullPercent), "log.index.size.max.bytes", "65536", "log.cleaner.backoff.ms", "50"));
    }

    /** Refused at once, where another client would try again. */
    private static KafkaProducer<String, String> producer(RunningBroker running) {
        return new KafkaProducer<>(new HashMap<>(Map.of("bootstrap.servers", running.broker().bootstrapServers(),
                "enable.idempotence", "false", "retries", "0", "linger.ms", "0", "acks", "all", "max.block.ms",
                "20000", "delivery.timeout.ms", "20000", "request.timeout.ms", "10000")), new StringSerializer(),
                new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, String key, String value) throws Exception {
        producer.send(new ProducerRecord<>("orders", 0, key, value)).get(20, TimeUnit.SECONDS);
    }

    private static void untilWritten(KafkaProducer<String, String> producer, String key, String value) {
        Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(() -> {
            send(producer, key, value);
            return true;
        });
    }

    private static void create(RunningBroker running, Map<String, String> configs) throws Exception {
        try (Admin admin = running.admin()) {
            done(admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1).configs(configs))).all());
        }
    }

    @Test
    void writes_are_refused_at_the_limit_all_else_goes_on_and_so_do_writes_when_there_is_room() throws Exception {
        try (RunningBroker running = start(80);
                KafkaProducer<String, String> producer = producer(running);
                Admin admin = running.admin()) {
            create(running, Map.of());
            send(producer, "a", "before");
            leave(DISK_BYTES / 10);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(catchThrowable(() -> send(producer, "a", "tried")))
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(KafkaStorageException.class)
                            .hasMessageContaining("tidemark.disk.full.percent"));
            assertThat(running.consume("orders", 0, 1)).first().isEqualTo("before");
            assertThat(done(admin.describeTopics(List.of("orders")).allTopicNames())).containsKey("orders");

            Files.delete(ballast);
            untilWritten(producer, "a", "after");
            List<String> all = running.consume("orders", 0, 3);
            assertThat(all).startsWith("before").endsWith("after");
        }
    }

    @Test
    void a_disk_that_is_really_full_loses_nothing_that_was_acknowledged() throws Exception {
        int acknowledged = 0;
        try (RunningBroker running = start(100)) {
            try (KafkaProducer<String, String> producer = producer(running)) {
                create(running, Map.of("cleanup.policy", "compact", "segment.ms", "50", "min.cleanable.dirty.ratio",
                        "0.01"));
                leave(2 << 20);
                String value = "x".repeat(20_000);
                Throwable refused = null;
                while (refused == null) {
                    int number = acknowledged;
                    refused = catchThrowable(() -> send(producer, "key" + number, number + value));
                    acknowledged += refused == null ? 1 : 0;
                }
                assertThat(refused).hasCauseInstanceOf(KafkaStorageException.class);
                assertThat(acknowledged).isGreaterThan(10);
                assertThat(running.consume("orders", 0, acknowledged)).hasSize(acknowledged);

                Files.delete(ballast);
                int number = acknowledged++;
                untilWritten(producer, "key" + number, number + value);
            }
            running.restart();
            assertThat(running.consume("orders", 0, acknowledged)).hasSize(acknowledged)
                    .last()
                    .asString()
                    .startsWith(acknowledged - 1 + "x");
        }
    }

    @Test
    void topics_are_refused_without_room_and_made_when_there_is_room_without_a_restart() throws Exception {
        try (RunningBroker running = start(100); Admin admin = running.admin()) {
            leave(0);
            List<String> made = new ArrayList<>();
            Throwable refused = null;
            while (refused == null && made.size() < 500) {
                String name = "topic-" + made.size();
                refused = catchThrowable(
                        () -> done(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all()));
                if (refused == null) {
                    made.add(name);
                }
            }
            assertThat(refused).isNotNull();
            assertThat(refused).hasCauseInstanceOf(KafkaStorageException.class).hasMessageContaining("full");

            Files.delete(ballast);
            Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(() -> {
                done(admin.createTopics(List.of(new NewTopic("afterwards", 1, (short) 1))).all());
                return true;
            });
            made.add("afterwards");
            try (KafkaProducer<String, String> producer = producer(running)) {
                for (String topic : made) {
                    Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(() -> {
                        producer.send(new ProducerRecord<>(topic, 0, "k", "v")).get(20, TimeUnit.SECONDS);
                        return true;
                    });
                }
            }
        }
    }
}
