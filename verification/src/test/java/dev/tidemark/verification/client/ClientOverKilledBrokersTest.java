package dev.tidemark.verification.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.RebalanceListener;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.client.producer.RecordMetadata;
import dev.tidemark.client.producer.RecordProducer;
import dev.tidemark.core.id.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One producer and one consumer of ours while the broker is killed -9 again and again and connections break in the middle of answers. What paces
 * the kills is progress, never a clock.
 */
@Tag("ci")
@Timeout(300)
class ClientOverKilledBrokersTest {

    private static final int RECORDS = 100_000;
    private static final int PARTITIONS = 4;
    private static final int KILLS = 5;
    private static final int RECORDS_BETWEEN_KILLS = 15_000;
    /** The producer stays at most so far ahead of the reader, so that it still has records on their way whenever the broker dies. */
    private static final int AHEAD = 20_000;

    @TempDir
    Path folder;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Semaphore mayBeSent = new Semaphore(AHEAD);
    private final Map<Integer, List<Integer>> read = new TreeMap<>();
    private final Map<TopicPartition, Long> committed = new TreeMap<>();
    private int count;

    @ParameterizedTest
    @ValueSource(strings = {"group", "os"})
    void records_arrive_in_order_once_across_kills_and_cut_connections(String flush) throws Exception {
        long seed = Long.getLong("seed", 11L);
        List<String> kills = new ArrayList<>();
        try (CuttingProxy proxy = new CuttingProxy(seed, 40, 40);
                BrokerChild broker = new BrokerChild(folder, Map.of("advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + proxy.port(), "tidemark.flush", flush));
                TcpNetwork network = TcpNetwork.start();
                ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable first = beside::shutdownNow) { // a test that fails does not wait for the sender
            proxy.forwardTo(broker.start());
            String bootstrap = "127.0.0.1:" + proxy.port();
            try (Admin admin = Admin.open(network.environment(), Map.of("bootstrap.servers", bootstrap))) {
                admin.createTopics(List.of(NewTopic.of("t", PARTITIONS)))
                        .get(30, TimeUnit.SECONDS)
                        .get("t")
                        .orThrow("creating", "t");
            }
            try (Producer producer = RecordProducer.open(network.environment(), Map.of("bootstrap.servers", bootstrap));
                    Consumer consumer = RecordConsumer.open(network.environment(),
                            Map.of("bootstrap.servers", bootstrap, "group.id", "g", "auto.offset.reset", "earliest",
                                    "auto.commit.interval.ms", "200"))) {
                consumer.subscribe(List.of("t"), RebalanceListener.NONE);
                CompletableFuture<List<CompletableFuture<RecordMetadata>>> sending = CompletableFuture
                        .supplyAsync(() -> produce(producer), beside);
                CompletableFuture<Void> restarted = CompletableFuture.completedFuture(null);
                int killAt = RECORDS_BETWEEN_KILLS;
                while (count < RECORDS) {
                    poll(consumer, Duration.ofMillis(200));
                    if (restarted.isDone()) {
                        restarted.join(); // a broker that did not come back fails here, with its output
                        if (kills.size() < KILLS && count >= killAt && acknowledged.get() < sent.get()) {
                            broker.kill();
                            int unacknowledged = sent.get() - acknowledged.get();
                            if (unacknowledged > 0) {
                                kills.add("read %d, sent %d, unacknowledged %d".formatted(count, sent.get(),
                                        unacknowledged));
                                killAt = count + RECORDS_BETWEEN_KILLS;
                            }
                            // reading and writing go on meanwhile, as they would
                            restarted = CompletableFuture.runAsync(() -> restart(broker, proxy), beside);
                        } else {
                            lookAtCommitted(consumer);
                        }
                    }
                }
                poll(consumer, Duration.ofMillis(500)); // anything read twice would come now
                consumer.commit();
                lookAtCommitted(consumer);

                System.out.printf("flush=%s seed=%d cuts=%d kills: %s%n", flush, seed, proxy.cuts(), kills);
                check();
                for (CompletableFuture<RecordMetadata> each : sending.get(30, TimeUnit.SECONDS)) {
                    assertThat(each.get(30, TimeUnit.SECONDS).partition().topic()).isEqualTo("t");
                }
                assertThat(kills).as("kills that hit records on their way").hasSize(KILLS);
                assertThat(proxy.cuts()).as("cuts with seed %d", seed).isGreaterThan(10);
                assertThat(consumer.endOffsets(all()).values().stream().mapToLong(offset -> offset).sum())
                        .as("records in the log")
                        .isEqualTo(RECORDS);
                assertThat(committed.values().stream().mapToLong(offset -> offset).sum()).isEqualTo(RECORDS);
            }
        }
    }

    private List<CompletableFuture<RecordMetadata>> produce(Producer producer) {
        List<CompletableFuture<RecordMetadata>> results = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            try {
                mayBeSent.acquire();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException("the test stopped after " + i + " records", stopped);
            }
            byte[] value = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
            CompletableFuture<RecordMetadata> result = producer
                    .send(ProducerRecord.of("t", null, value).withPartition(i % PARTITIONS));
            sent.incrementAndGet();
            results.add(result.thenApply(metadata -> {
                acknowledged.incrementAndGet();
                return metadata;
            }));
        }
        return results;
    }

    private void poll(Consumer consumer, Duration timeout) {
        int before = count;
        consumer.poll(timeout).forEach(record -> {
            read.computeIfAbsent(record.partition().partition(), partition -> new ArrayList<>())
                    .add(Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8)));
            count++;
        });
        mayBeSent.release(count - before);
    }

    private static void restart(BrokerChild broker, CuttingProxy proxy) {
        try {
            proxy.forwardTo(broker.start());
        } catch (Exception failed) {
            throw new IllegalStateException("the broker did not start again:\n" + broker.output(), failed);
        }
    }

    /** A group's position goes forward only, whatever dies. */
    private void lookAtCommitted(Consumer consumer) {
        for (Map.Entry<TopicPartition, OffsetAndMetadata> now : consumer.committed(all()).entrySet()) {
            Long before = committed.put(now.getKey(), now.getValue().offset());
            assertThat(now.getValue().offset()).as("committed offset of %s", now.getKey())
                    .isGreaterThanOrEqualTo(before == null ? 0 : before)
                    .isLessThanOrEqualTo(read.getOrDefault(now.getKey().partition(), List.of()).size());
        }
        assertThat(committed.keySet()).isSubsetOf(all());
    }

    private void check() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Integer> wanted = new ArrayList<>();
            for (int i = partition; i < RECORDS; i += PARTITIONS) {
                wanted.add(i);
            }
            assertThat(read.get(partition)).as("partition %d", partition).isEqualTo(wanted);
        }
    }

    private static Set<TopicPartition> all() {
        Set<TopicPartition> all = new TreeSet<>();
        for (int i = 0; i < PARTITIONS; i++) {
            all.add(new TopicPartition("t", i));
        }
        return all;
    }
}
