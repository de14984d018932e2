package dev.tidemark.verification.crash;

import dev.tidemark.verification.streams.BenchData;
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

/**
 * Windows events and trips in the order of their files, both files side by side, sent bit by bit through a stock idempotent
 * producer that waits for a broker that is gone. A record's key is its number in the file, its value the row. All Windows events
 * are in one partition, as the reference tables with a grace want it; trips go round the partitions. Used by one test's thread.
 */
final class RealEvents implements AutoCloseable {

    /** One record of an input. */
    record Event(String topic, int partition, String id, long timestampMs, String row) {

        String cell(int column) {
            return row.split(",", -1)[column];
        }
    }

    private final List<Event> logs;
    private final List<Event> trips;
    private final List<Event> all = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> unanswered = new ArrayList<>();
    private int sent;

    /** Reads the files; skips the test where they are missing. */
    RealEvents(String bootstrap) {
        logs = read("winlogs", "winlogs-2019-2020.csv.gz", 1, System.currentTimeMillis());
        trips = read("trips", "taxi-2022-01.csv.gz", LogsAndTrips.PARTITIONS, System.currentTimeMillis());
        int log = 0;
        int trip = 0;
        while (log < logs.size() || trip < trips.size()) {
            boolean logsAreBehind = (long) log * trips.size() <= (long) trip * logs.size();
            all.add(trip == trips.size() || log < logs.size() && logsAreBehind ? logs.get(log++) : trips.get(trip++));
        }
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "delivery.timeout.ms", 300_000,
                "request.timeout.ms", 10_000, "linger.ms", 5, "buffer.memory", 128L << 20),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Records are as old as the test, whatever their rows tell: Apache Kafka forgets an idempotent producer at its next start if the last record of it is
     * older than {@code producer.id.expiration.ms}, and then takes for new what is sent once more.
     */
    private static List<Event> read(String topic, String file, int partitions, long writtenFromMs) {
        List<Event> events = new ArrayList<>();
        for (String row : BenchData.lines(file).stream().skip(1).toList()) {
            int number = events.size();
            events.add(new Event(topic, number % partitions, Integer.toString(number),
                    writtenFromMs + number, row));
        }
        return events;
    }

    List<Event> logs() {
        return logs;
    }

    List<Event> trips() {
        return trips;
    }

    int size() {
        return all.size();
    }

    int sent() {
        return sent;
    }

    /** Sends on until this many were sent in all, or all. */
    void sendUpTo(long count) {
        while (sent < Math.min(count, all.size())) {
            Event event = all.get(sent++);
            unanswered.add(producer.send(new ProducerRecord<>(event.topic(), event.partition(), event.timestampMs(),
                    event.id().getBytes(StandardCharsets.UTF_8), event.row().getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Sends what is left, and returns when every record is acknowledged. */
    void finish() throws ExecutionException, InterruptedException {
        sendUpTo(all.size());
        producer.flush();
        for (Future<RecordMetadata> answer : unanswered) {
            answer.get();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
