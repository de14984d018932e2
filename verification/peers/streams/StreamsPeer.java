import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * A shop in Kafka Streams, exactly once: orders joined with their customers, counted per country and minute, joined with their
 * payments. Commands on standard input: {@code query} prints the stores, {@code stop} ends it; so does the end of the input.
 * Arguments: bootstrap server, state directory.
 *
 * <pre>
 * shop-orders    customer -> "order,amount"  --+--(join)-- shop-customers  customer -> country
 *                                              |
 *                                              +-> shop-enriched  customer -> "order,amount,country"
 *                                                    |-> per country and minute  -> shop-counts  "country@start" -> count
 *                                                    |-> per customer            -> store 'totals'
 *                                                    +--(by order, join in time)-- shop-payments  order -> "method"
 *                                                          -> shop-paid  order -> "amount,country,method"
 * </pre>
 */
final class StreamsPeer {

    private static final Serde<String> STRING = Serdes.String();
    private static final Duration GRACE = Duration.ofDays(1);

    private StreamsPeer() {}

    public static void main(String[] arguments) throws IOException {
        KafkaStreams streams = new KafkaStreams(topology(), settings(arguments[0], arguments[1]));
        streams.setStateListener((now, before) -> System.out.println("state " + now));
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(4);
            throw new IllegalStateException(failure);
        });
        System.out.println("peer-version " + Checks.kafkaVersion());
        streams.start();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "query" -> query(streams);
                case "stop" -> {
                    streams.close(Duration.ofSeconds(30));
                    Runtime.getRuntime().halt(0);
                }
                default -> System.out.println("unknown command " + command);
            }
        }
        Runtime.getRuntime().halt(3); // whoever started it is gone
    }

    private static Properties settings(String bootstrap, String stateFolder) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("application.id", "shop");
        settings.put("state.dir", stateFolder);
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("commit.interval.ms", "100");
        settings.put("num.stream.threads", "2");
        settings.put("replication.factor", "1");
        settings.put("statestore.cache.max.bytes", "0"); // every update is a record, so that the outputs can be told exactly
        settings.put("auto.offset.reset", "earliest");
        settings.put("consumer.session.timeout.ms", "2000"); // a killed member is missed soon
        settings.put("consumer.heartbeat.interval.ms", "500");
        settings.put("metadata.max.age.ms", "5000");
        return settings;
    }

    private static Topology topology() {
        StreamsBuilder shop = new StreamsBuilder();
        KTable<String, String> customers = shop.table("shop-customers", Consumed.with(STRING, STRING),
                Materialized.as("customers"));
        KStream<String, String> enriched = shop.stream("shop-orders", Consumed.with(STRING, STRING))
                .join(customers, (order, country) -> order + "," + country, Joined.with(STRING, STRING, STRING));
        enriched.to("shop-enriched", Produced.with(STRING, STRING));
        enriched.groupBy((customer, order) -> order.split(",")[2], Grouped.with("by-country", STRING, STRING))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), GRACE))
                .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("counts")
                        .withKeySerde(STRING)
                        .withValueSerde(Serdes.Long())
                        .withRetention(Duration.ofDays(2)))
                .toStream((window, count) -> window.key() + "@" + window.window().start())
                .mapValues(count -> Long.toString(count))
                .to("shop-counts", Produced.with(STRING, STRING));
        enriched.groupByKey(Grouped.with(STRING, STRING))
                .aggregate(() -> 0L, (customer, order, sum) -> sum + Long.parseLong(order.split(",")[1]),
                        Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("totals")
                                .withKeySerde(STRING)
                                .withValueSerde(Serdes.Long()));
        enriched.map((customer, order) -> {
            String[] fields = order.split(",");
            return KeyValue.pair(fields[0], fields[1] + "," + fields[2]);
        }).join(shop.stream("shop-payments", Consumed.with(STRING, STRING)),
                (order, method) -> order + "," + method,
                JoinWindows.ofTimeDifferenceAndGrace(Duration.ofHours(1), GRACE),
                StreamJoined.<String, String, String>with(STRING, STRING, STRING).withName("paid").withStoreName("paid"))
                .to("shop-paid", Produced.with(STRING, STRING));
        return shop.build();
    }

    private static void query(KafkaStreams streams) {
        try {
            var totals = streams.store(StoreQueryParameters.fromNameAndType("totals",
                    QueryableStoreTypes.<String, Long>keyValueStore()));
            try (KeyValueIterator<String, Long> all = totals.all()) {
                all.forEachRemaining(entry -> System.out.println("total " + entry.key + " " + entry.value));
            }
            var counts = streams.store(
                    StoreQueryParameters.fromNameAndType("counts", QueryableStoreTypes.<String, Long>windowStore()));
            try (KeyValueIterator<Windowed<String>, Long> all = counts.all()) {
                all.forEachRemaining(entry -> System.out.println(
                        "count " + entry.key.key() + "@" + entry.key.window().start() + " " + entry.value));
            }
            System.out.println("queried");
        } catch (RuntimeException notYet) {
            System.out.println("not queried: " + notYet);
        }
    }
}
