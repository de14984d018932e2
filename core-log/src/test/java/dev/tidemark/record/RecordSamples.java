package dev.tidemark.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Records for tests, from a seeded source, in our form and in Kafka's. */
record RecordSamples(long timestampMs, byte[] key, byte[] value, Headers headers) {

    static List<RecordSamples> random(RandomGenerator random, int countMax) {
        int count = 1 + random.nextInt(countMax);
        List<RecordSamples> records = new ArrayList<>();
        long base = random.nextLong(0, 2_000_000_000_000L);
        for (int i = 0; i < count; i++) {
            records.add(new RecordSamples(base + random.nextLong(-100_000, 100_000), bytes(random, 20),
                    bytes(random, random.nextInt(10) == 0 ? 40_000 : 200), headers(random)));
        }
        return records;
    }

    /** Null one time in five, empty sometimes, half of it repetitive, so that compression has something to do. */
    private static byte[] bytes(RandomGenerator random, int sizeMax) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(sizeMax)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ('a' + i % 7);
            }
        }
        return bytes;
    }

    private static Headers headers(RandomGenerator random) {
        Headers headers = Headers.none();
        for (int i = random.nextInt(3); i > 0 && random.nextBoolean(); i--) {
            headers = headers.with(new Header(List.of("id", "tïde", "", "🌊 wave").get(random.nextInt(4)),
                    bytes(random, 30)));
        }
        return headers;
    }

    SimpleRecord toKafka() {
        org.apache.kafka.common.header.Header[] theirs = new org.apache.kafka.common.header.Header[headers.count()];
        for (int i = 0; i < theirs.length; i++) {
            theirs[i] = new org.apache.kafka.common.header.internals.RecordHeader(headers.get(i).key(),
                    headers.get(i).value());
        }
        return new SimpleRecord(timestampMs, key, value, theirs);
    }

    static RecordSamples of(long timestampMs, String key, String value) {
        return new RecordSamples(timestampMs, key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8), Headers.none());
    }

    static boolean appendAll(RecordBatchBuilder builder, List<RecordSamples> records) {
        for (RecordSamples record : records) {
            if (!builder.append(record.timestampMs(), record.key(), record.value(), record.headers())) {
                return false;
            }
        }
        return true;
    }
}
