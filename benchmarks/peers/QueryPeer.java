import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The queries of the benchmark in Kafka Streams, a process of its own: what QueryApp does on our side. Compiled against the peer's class
 * path, which shares nothing with ours. Runs until SIGTERM.
 */
public final class QueryPeer {

    private static final Consumed<String, byte[]> AS_ORDERS = Consumed.with(Serdes.String(), Serdes.ByteArray());
    private static final Produced<String, Long> AS_COUNTS = Produced.with(Serdes.String(), Serdes.Long());
    private static final Produced<String, byte[]> AS_BYTES = Produced.with(Serdes.String(), Serdes.ByteArray());
    private static final Duration DISORDER = Duration.ofSeconds(5);

    private QueryPeer() {}

    /** Arguments: query, which is also the application id; bootstrap server; state directory; and settings as {@code key=value}. */
    public static void main(String[] arguments) throws InterruptedException {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", arguments[1]);
        settings.put("application.id", arguments[0]);
        settings.put("state.dir", arguments[2]);
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("commit.interval.ms", "100");
        settings.put("num.stream.threads", "1");
        settings.put("replication.factor", "1");
        settings.put("statestore.cache.max.bytes", "10485760");
        settings.put("auto.offset.reset", "earliest");
        // what our runtime does without being asked: large batches, sent when full or at the commit
        settings.put("producer.batch.size", "262144");
        settings.put("producer.linger.ms", "100");
        settings.put("producer.compression.type", "none");
        for (int i = 3; i < arguments.length; i++) {
            settings.put(arguments[i].substring(0, arguments[i].indexOf('=')),
                    arguments[i].substring(arguments[i].indexOf('=') + 1));
        }
        KafkaStreams streams = new KafkaStreams(topology(arguments[0]), settings);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close();
            ended.countDown();
        }));
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                System.err.println("Running");
            }
        });
        streams.setGlobalStateRestoreListener(new Restored());
        streams.start();
        ended.await();
    }

    /** Says how much was restored, in the words of our log. */
    private static final class Restored implements StateRestoreListener {

        private long startedNanos;

        @Override
        public synchronized void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
            if (startedNanos == 0) {
                startedNanos = System.nanoTime();
            }
        }

        @Override
        public void onBatchRestored(TopicPartition changelog, String store, long offset, long records) {}

        @Override
        public synchronized void onRestoreEnd(TopicPartition changelog, String store, long restored) {
            System.err.println("restored " + restored + " records of " + changelog + " in "
                    + (System.nanoTime() - startedNanos) / 1_000_000 + " ms");
        }
    }

    private static Topology topology(String query) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, byte[]> orders = builder.stream("orders", AS_ORDERS);
        switch (query) {
            case "keyed-count" -> orders.groupByKey()
                    .count(counts())
                    .toStream()
                    .to("results", AS_COUNTS);
            case "windowed-count" -> orders.groupByKey()
                    .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), DISORDER))
                    .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("counts")
                            .withKeySerde(Serdes.String())
                            .withValueSerde(Serdes.Long()))
                    .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
                    .toStream((window, count) -> window.key())
                    .to("results", AS_COUNTS);
            case "repartition-count" -> orders
                    .groupBy((customer, order) -> product(order),
                            Grouped.with("by-product", Serdes.String(), Serdes.ByteArray()))
                    .count(counts())
                    .toStream()
                    .to("results", AS_COUNTS);
            case "map" -> orders.mapValues(QueryPeer::upperCase).to("results", AS_BYTES);
            case "join" -> orders.join(builder.stream("payments", AS_ORDERS), QueryPeer::both,
                    JoinWindows.ofTimeDifferenceAndGrace(Duration.ofMinutes(1), DISORDER),
                    StreamJoined.with(Serdes.String(), Serdes.ByteArray(), Serdes.ByteArray())
                            .withName("paid")
                            .withStoreName("paid"))
                    .to("results", AS_BYTES);
            case "latest" -> orders.groupByKey()
                    .reduce((before, now) -> now, Materialized.<String, byte[], KeyValueStore<Bytes, byte[]>>as("orders")
                            .withKeySerde(Serdes.String())
                            .withValueSerde(Serdes.ByteArray()))
                    .toStream()
                    .to("results", AS_BYTES);
            default -> throw new IllegalArgumentException("no query is called " + query);
        }
        return builder.build();
    }

    private static Materialized<String, Long, KeyValueStore<Bytes, byte[]>> counts() {
        return Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("counts")
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.Long());
    }

    // ---- what OrderValue does on our side

    private static String product(byte[] order) {
        int start = digitsEnd(order, "{\"order\":".length()) + ",\"product\":".length();
        return new String(order, start, digitsEnd(order, start) - start, StandardCharsets.ISO_8859_1);
    }

    private static int digitsEnd(byte[] order, int from) {
        int at = from;
        while (order[at] >= '0' && order[at] <= '9') {
            at++;
        }
        return at;
    }

    private static byte[] upperCase(byte[] order) {
        byte[] upper = new byte[order.length];
        for (int i = 0; i < order.length; i++) {
            byte letter = order[i];
            upper[i] = letter >= 'a' && letter <= 'z' ? (byte) (letter - 'a' + 'A') : letter;
        }
        return upper;
    }

    private static byte[] both(byte[] order, byte[] payment) {
        byte[] both = new byte[order.length + payment.length];
        System.arraycopy(order, 0, both, 0, order.length);
        System.arraycopy(payment, 0, both, order.length, payment.length);
        return both;
    }
}
