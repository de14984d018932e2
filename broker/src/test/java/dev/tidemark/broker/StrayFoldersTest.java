package dev.tidemark.broker;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.WatchedStorage.Call;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A crash between the deletion of a topic and that of its files leaves a folder that is kept and is in nobody's way. */
@Timeout(120)
class StrayFoldersTest {

    @TempDir
    Path folder;

    /** What a crash leaves at the moment when the metadata does not know the topic any more, and its folder has its name still. */
    private Path crashedWhileDeleting(String topic) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Path crashed = folder.resolve("crashed");
        Path before = folder.resolve("before");
        try (RunningBroker broker = start(before, call -> {
            if (call.method().equals("rename") && call.path().endsWith(topic + "-0")) {
                await(release);
            }
        }); Admin admin = broker.admin()) {
            done(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1), new NewTopic("kept", 1, (short) 1)))
                    .all());
            broker.produce(topic, 0, "old");
            broker.produce("kept", 0, "here");
            var deleted = admin.deleteTopics(List.of(topic)).all();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !done(admin.listTopics().names()).contains(topic));
            copy(before, crashed);
            release.countDown();
            done(deleted);
        }
        assertThat(crashed.resolve(topic + "-0")).isDirectory();
        return crashed;
    }

    private static RunningBroker start(Path logDir, Consumer<Call> watcher) {
        return new RunningBroker(logDir, Map.of(), new BrokerSeams(Clock.system(), new SplittableRandom(1),
                WatchedStorage.over(new DiskStorage(), watcher)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static List<String> folders(Path logDir) {
        return Stream.of(logDir.toFile().list())
                .filter(name -> name.startsWith("gone") || name.startsWith("kept"))
                .sorted()
                .toList();
    }

    @Test
    void what_was_left_of_a_deleted_topic_is_set_aside_and_a_topic_of_its_name_begins_anew() throws Exception {
        Path logDir = crashedWhileDeleting("gone");
        byte[] records = Files.readAllBytes(logDir.resolve("gone-0/00000000000000000000.log"));
        Queue<Call> calls = new ConcurrentLinkedQueue<>();
        String stray;
        try (RunningBroker broker = start(logDir, calls::add); Admin admin = broker.admin()) {
            assertThat(folders(logDir)).satisfiesExactly(
                    aside -> assertThat(aside).matches("gone-0\\.[0-9a-f]{32}-stray"),
                    kept -> assertThat(kept).isEqualTo("kept-0"));
            stray = folders(logDir).getFirst();
            assertThat(calls).filteredOn(call -> call.below("gone-0"))
                    .isNotEmpty()
                    .noneMatch(call -> call.thread().startsWith("tidemark-control"))
                    .noneMatch(call -> call.method().startsWith("delete"));
            assertThat(done(admin.listTopics().names())).containsExactly("kept");
            assertThat(broker.consume("kept", 0, 1)).containsExactly("here");

            done(admin.createTopics(List.of(new NewTopic("gone", 1, (short) 1))).all());
            broker.produce("gone", 0, "new");
            assertThat(broker.consume("gone", 0, 1)).containsExactly("new");
        }
        try (RunningBroker broker = start(logDir, call -> {})) {
            assertThat(broker.consume("gone", 0, 1)).containsExactly("new");
        }
        assertThat(folders(logDir)).containsExactly("gone-0", stray, "kept-0");
        assertThat(logDir.resolve(stray).resolve("00000000000000000000.log")).hasBinaryContent(records);
    }

    @Test
    void a_folder_that_does_not_say_whose_it_was_is_kept_as_well() throws Exception {
        Path logDir = crashedWhileDeleting("gone");
        copy(logDir.resolve("gone-0"), logDir.resolve("gone-1"));
        Files.delete(logDir.resolve("gone-0/partition.metadata"));
        Files.writeString(logDir.resolve("gone-1/partition.metadata"), "version: 0\n");
        byte[] records = Files.readAllBytes(logDir.resolve("gone-0/00000000000000000000.log"));
        for (int start = 0; start < 2; start++) {
            try (RunningBroker broker = start(logDir, call -> {}); Admin admin = broker.admin()) {
                assertThat(done(admin.listTopics().names())).containsExactly("kept");
            }
        }
        assertThat(folders(logDir)).hasSize(3)
                .filteredOn(name -> name.endsWith("-stray"))
                .hasSize(2)
                .allSatisfy(name -> assertThat(logDir.resolve(name).resolve("00000000000000000000.log"))
                        .hasBinaryContent(records));
    }
}
