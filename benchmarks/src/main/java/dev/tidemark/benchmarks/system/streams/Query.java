package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What an application computes: its topology on our side ({@code QueryPeer} has the one for Kafka Streams), what has to come out, told by a
 * plain fold that knows neither, and how much cheaper ours has to be. Immutable.
 */
sealed interface Query permits KeyedCount, WindowedCount, RepartitionCount, StatelessMap, StreamJoin {

    /** All of them, in the order of the table. */
    static List<Query> all() {
        return List.of(new KeyedCount(), new WindowedCount(), new RepartitionCount(), new StatelessMap(),
                new StreamJoin());
    }

    String ORDERS = "orders";
    String RESULTS = "results";

    /** How the topologies read an input. */
    Consumed<String, byte[]> AS_ORDERS = Consumed.with(Serdes.string(), Serdes.bytes())
            .withDisorder(Duration.ofMillis(Orders.DISORDER_MS));

    /** Its word on the command line; also the application's id. */
    String label();

    /** The bar: the peer takes at least so many times our CPU. */
    int timesAtLeast();

    /** Written to {@link #RESULTS}. */
    Topology topology();

    default List<String> inputs() {
        return List.of(ORDERS);
    }

    /** Which of the inputs an order goes to. */
    default String inputOf(int number) {
        return ORDERS;
    }

    /** Whether results come only when time has passed them: then a last record, far ahead, goes to each partition. */
    default boolean waitsForTime() {
        return false;
    }

    /** What has to be in {@link #RESULTS}. */
    Facts results(Orders orders);

    /**
     * One record of {@link #RESULTS}.
     *
     * @param firstMs the input's first moment
     */
    void read(ConsumerRecord<byte[], byte[]> result, long firstMs, Facts facts);

    /** The changelogs of its stores. */
    List<StoreLog> stores();

    /**
     * By its label.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Query of(String label) {
        return all().stream()
                .filter(query -> query.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no query is called " + label + "; there are "
                        + all().stream().map(Query::label).toList()));
    }

    /** Keys of results are texts. */
    static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
