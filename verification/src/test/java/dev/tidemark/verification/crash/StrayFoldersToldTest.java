package dev.tidemark.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.log.LogManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A broker says of every log folder that no topic owns that it is there, once at each start. */
class StrayFoldersToldTest {

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogManager.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private List<String> warningsOfAStart() {
        lines.list.clear();
        Broker.start(BrokerSettings
                .of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs", folder.toString(), "node.id", "1")))
                .close();
        return lines.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void each_is_told_once_at_each_start() throws Exception {
        assertThat(warningsOfAStart()).isEmpty();
        for (int i = 0; i < 3; i++) {
            Path stray = Files.createDirectory(folder.resolve("gone-" + i));
            Files.write(stray.resolve("00000000000000000000.log"), new byte[100 + i]);
        }
        Files.writeString(folder.resolve("gone-1/partition.metadata"),
                "version: 0\ntopic_id: AAAAAAAAAAcAAAAAAAAACw\n");
        List<String> first = warningsOfAStart();
        List<String> second = warningsOfAStart();
        assertThat(first).hasSize(3);
        assertThat(second).hasSize(3);
        IntStream.range(0, 3).forEach(i -> {
            assertThat(first.get(i)).contains(folder + "/gone-" + i + " (topic id ", "-stray", "Delete it");
            assertThat(second.get(i)).contains(folder + "/gone-" + i + ".", "-stray (topic id ", "Delete it");
        });
        assertThat(first.get(0)).contains("topic id unknown, 100 bytes");
        assertThat(first.get(1)).contains("topic id AAAAAAAAAAcAAAAAAAAACw, 145 bytes");
        assertThat(first.get(2)).contains("topic id unknown, 102 bytes");
    }
}
