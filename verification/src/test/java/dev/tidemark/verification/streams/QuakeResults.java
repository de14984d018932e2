package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Holds what the quakes demo left on its topics to the plain computation, record by record, through a stock consumer. Stateless. */
public final class QuakeResults {

    private QuakeResults() {}

    /** Every result and every late record is what the plain computation says, and nothing else is there. */
    public static void assertEqual(String bootstrap, PlainQuakes plain) {
        assertThat(StockReader.readAll(bootstrap, "quakes-hourly")).as("results")
                .allSatisfy(record -> {
                    String value = text(record.value());
                    assertThat(value).contains("\"net\":\"" + text(record.key()) + "\"")
                            .contains("\"window_end_ms\":" + (record.timestamp() + 1) + ",");
                })
                .extracting(record -> text(record.value()))
                .containsExactlyInAnyOrderElementsOf(plain.json());
        assertThat(StockReader.readAll(bootstrap, "quakes-late")).as("late records")
                .extracting(QuakeResults::whole)
                .containsExactlyInAnyOrderElementsOf(expectedLate(bootstrap, plain));
    }

    /** The late rows as they are on the input topic, with one header more. */
    private static List<String> expectedLate(String bootstrap, PlainQuakes plain) {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> input = StockReader.readAll(bootstrap, "earthquakes")
                .stream()
                .collect(Collectors.groupingBy(ConsumerRecord::partition));
        List<String> expected = new ArrayList<>();
        for (PlainQuakes.Late late : plain.late) {
            expected.add(whole(input.get(late.partition()).get(late.index())) + " tidemark.late.ms=" + late.lateMs());
        }
        return expected;
    }

    private static String whole(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder(text(record.key())).append(' ')
                .append(record.timestamp())
                .append(' ')
                .append(text(record.value()));
        for (Header header : record.headers()) {
            text.append(' ').append(header.key()).append('=').append(text(header.value()));
        }
        return text.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
