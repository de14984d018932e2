package dev.tidemark.benchmarks.system.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.streams.runtime.testing.DriverSettings;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our topology of each query gives what its fold says, in results and in changelogs, crashes or not. */
class QueriesInDriverTest {

    private static final long FIRST_MS = 1_800_000_000_000L / 3_600_000 * 3_600_000;
    private static final int PARTITIONS = 3;

    /** Only windows need more than a minute of event time. */
    private static Orders ordersFor(Query query) {
        return new Orders(query.waitsForTime() ? 61_000 : 6_000, 200, PARTITIONS);
    }

    static Stream<Query> queries() {
        return Query.all().stream();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void results_and_changelogs_are_those_of_the_fold(Query query) {
        Orders orders = ordersFor(query);
        DriverSettings settings = StreamsTestDriver.of(query.topology()).applicationId(query.label());
        for (String input : query.inputs()) {
            settings = settings.partitions(input, PARTITIONS);
        }
        try (StreamsTestDriver driver = settings.build()) {
            orders.forEach(order -> {
                driver.in(query.inputOf(order.number()))
                        .at(FIRST_MS + order.afterMs())
                        .send(order.customer(), bytes(order.text()));
                if (order.number() % 4_000 == 2_000 && order.number() < 9_000) {
                    driver.run();
                    driver.crashAndRestore();
                }
            });
            if (query.waitsForTime()) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    driver.in(Query.ORDERS)
                            .partition(partition)
                            .at(FIRST_MS + orders.spanMs() + 65_000)
                            .send(QueryTopics.LAST, new byte[0]);
                }
            }
            driver.run();

            Facts found = new Facts();
            driver.out(Query.RESULTS).records().forEach(result -> query.read(stock(result), FIRST_MS, found));
            assertThat(found.size()).isPositive();
            assertThat(found.differenceFrom(query.results(orders))).isNull();
            for (StoreLog log : query.stores()) {
                StoreContent content = new StoreContent();
                driver.out(log.topic(query.label(), true))
                        .records()
                        .forEach(change -> log.read(stock(change), true, FIRST_MS, content));
                assertThat(content.facts().size()).isPositive();
                assertThat(content.differenceFrom(log, orders)).isNull();
            }
        }
    }

    @Test
    void each_query_is_found_by_its_word() {
        assertThat(Query.all()).extracting(Query::label)
                .containsExactly("keyed-count", "windowed-count", "repartition-count", "map", "join")
                .allSatisfy(label -> assertThat(Query.of(label).label()).isEqualTo(label));
        assertThat(List.of(6, 8, 4, 4, 4)).isEqualTo(Query.all().stream().map(Query::timesAtLeast).toList());
    }

    /** As the stock consumer gives it. */
    private static ConsumerRecord<byte[], byte[]> stock(TestRecord record) {
        return new ConsumerRecord<>("topic", record.partition(), record.offset(), record.timestampMs(),
                TimestampType.CREATE_TIME, 0, 0, written(record.key()), written(record.value()), new RecordHeaders(),
                Optional.empty());
    }

    private static byte @Nullable [] written(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> bytes;
            case String text -> bytes(text);
            case Long number -> ByteBuffer.allocate(8).putLong(number).array();
            default -> throw new IllegalArgumentException("no query writes " + value);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
