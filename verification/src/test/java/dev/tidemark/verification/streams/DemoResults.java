package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demos left on their result topics, through a stock consumer, as the rows of the reference files. Stateless. */
final class DemoResults {

    private static final Path EXPECTED = Path.of(System.getProperty("tidemark.project.root"), "examples", "data",
            "expected");
    private static final JsonMapper JSON = new JsonMapper();

    private DemoResults() {}

    /** Quakes: rows {@code start,net,count}. Each carries its window's last millisecond as its time. */
    static List<String> windows(String bootstrap) {
        List<String> windows = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : StockReader.readAll(bootstrap, "quakes-hourly")) {
            JsonNode value = JSON.readTree(record.value());
            windows.add(value.get("window_start_ms").asLong() + "," + value.get("net").asString() + ","
                    + value.get("count").asLong());
            assertThat(record.timestamp()).isEqualTo(value.get("window_end_ms").asLong() - 1);
        }
        return windows;
    }

    /** Flights: rows {@code start,rank,origin,count}. */
    static List<String> rankings(String bootstrap) {
        List<String> ranked = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : StockReader.readAll(bootstrap, "top-origins")) {
            JsonNode value = JSON.readTree(record.value());
            ranked.add(value.get("window_start_ms").asLong() + "," + value.get("rank").asInt() + ","
                    + value.get("origin").asString() + "," + value.get("count").asLong());
        }
        return ranked;
    }

    /** The rows of a reference file, without its header. */
    static List<String> rows(String file) throws IOException {
        List<String> lines = Files.readAllLines(EXPECTED.resolve(file));
        return lines.subList(1, lines.size());
    }
}
