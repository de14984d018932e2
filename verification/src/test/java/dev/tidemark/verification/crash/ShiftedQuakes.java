package dev.tidemark.verification.crash;

import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.verification.streams.PlainQuakes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The earthquakes over and over, each time a week later, through a stock idempotent producer that waits for a broker that is
 * gone. Used by one test's thread.
 */
final class ShiftedQuakes implements AutoCloseable {

    private static final long WEEK_MS = 7L * 24 * 3_600_000;
    private static final JsonMapper JSON = new JsonMapper();

    private record Source(byte[] key, long timestampMs, ObjectNode value, PlainQuakes.Row row) {}

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Source> sources = new ArrayList<>();
    private final List<PlainQuakes.Row> sent = new ArrayList<>();
    private final List<Future<RecordMetadata>> unanswered = new ArrayList<>();
    private int next;

    ShiftedQuakes(String bootstrap) throws IOException {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "delivery.timeout.ms", 300_000,
                "request.timeout.ms", 10_000, "linger.ms", 5, "buffer.memory", 256L << 20),
                new ByteArraySerializer(), new ByteArraySerializer());
        List<PlainQuakes.Row> rows = PlainQuakes.rows();
        try (DemoInput input = new Quakes().open(null)) {
            for (DemoRecord record = input.next(); record != null; record = input.next()) {
                sources.add(new Source(record.key(), record.timestampMs(),
                        (ObjectNode) JSON.readTree(record.value()), rows.get(sources.size())));
            }
        }
    }

    /** Sends on until this many were sent in all. */
    void sendUpTo(long count) {
        while (sent.size() < count) {
            Source source = sources.get(next % sources.size());
            long shiftMs = next / sources.size() * WEEK_MS;
            next++;
            ObjectNode value = source.value().deepCopy();
            value.put("arrival_ms", source.timestampMs() + shiftMs);
            value.put("event_ms", source.row().eventMs() + shiftMs);
            unanswered.add(producer.send(new ProducerRecord<>("earthquakes", null, source.timestampMs() + shiftMs,
                    source.key(), value.toString().getBytes(StandardCharsets.UTF_8))));
            sent.add(source.row().shifted(shiftMs));
        }
    }

    /** Every record sent, in order, all of them acknowledged. */
    List<PlainQuakes.Row> finish() throws ExecutionException, InterruptedException {
        producer.flush();
        for (Future<RecordMetadata> answer : unanswered) {
            answer.get();
        }
        return List.copyOf(sent);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
