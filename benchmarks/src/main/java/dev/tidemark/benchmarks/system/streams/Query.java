package dev.tidemark.benchmarks.system.streams;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A program whose CPU is measured: what has to come out, told by a plain fold that knows neither side, and how much cheaper ours has to be. Immutable.
 */
sealed interface Query extends Program permits KeyedCount, WindowedCount, RepartitionCount, StatelessMap, StreamJoin {

    /** All of them, in the order of the table. */
    static List<Query> all() {
        return List.of(new KeyedCount(), new WindowedCount(), new RepartitionCount(), new StatelessMap(),
                new StreamJoin());
    }

    /** The bar: the peer takes at least so many times our CPU. */
    int timesAtLeast();

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
