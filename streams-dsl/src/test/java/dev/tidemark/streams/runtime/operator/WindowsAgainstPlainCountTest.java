package dev.tidemark.streams.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random windows, grace, disorder and records, under random schedules, against a count that looks at the source logs
 * alone. The first stage counts per key; the second counts the first's results per window, so that frontiers pass two
 * repartitions and a hold.
 */
class WindowsAgainstPlainCountTest {

    private static final int SEEDS = 60;

    private record Sent(int partition, String key, long timeMs) {}

    /** What one seed draws. */
    private record Drawn(long sizeMs, long advanceMs, long graceMs, long disorderMs, long secondSizeMs, int partitions,
            List<Sent> sent) {

        static Drawn of(long seed) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            long advance = 1 + random.nextInt(40);
            long size = random.nextBoolean() ? advance : advance + random.nextInt(60);
            int partitions = 1 + random.nextInt(4);
            List<Sent> sent = new ArrayList<>();
            long[] now = new long[partitions];
            int step = random.nextBoolean() ? 30 : 150; // in sparse streams a late record opens windows that nobody was in
            for (int i = 0; i < 250; i++) {
                int partition = random.nextInt(partitions);
                now[partition] += random.nextInt(step);
                long time = Math.max(0, now[partition] - (random.nextInt(3) == 0 ? random.nextInt(300) : 0));
                sent.add(new Sent(partition, "k" + random.nextInt(5), time));
            }
            return new Drawn(size, advance, random.nextInt(3) == 0 ? 0 : random.nextInt(120), random.nextInt(50),
                    1 + random.nextInt(200), partitions, sent);
        }

        Topology topology() {
            return Streams.define(s -> s.from("in", Consumed.with(Serdes.string(), Serdes.string())
                    .withDisorder(Duration.ofMillis(disorderMs)))
                    .groupBy((ignored, key) -> key, Grouped.with("by-key", Serdes.string()))
                    .windowedBy(Windows.hopping(Duration.ofMillis(sizeMs), Duration.ofMillis(advanceMs))
                            .grace(Duration.ofMillis(graceMs)))
                    .lateTo("late")
                    .count(Materialized.as("first"))
                    .groupBy((window, count) -> window.key(), Grouped.with("again", Serdes.string()))
                    .windowedBy(Windows.tumbling(Duration.ofMillis(secondSizeMs)))
                    .aggregate(() -> 0L, (key, count, sum) -> sum + count,
                            Materialized.with("second", Serdes.int64()).commutative())
                    .map((window, sum) -> KeyValue.pair(window.key(), window.startMs() + "+" + sum))
                    .to("out", Produced.with(Serdes.string(), Serdes.string())));
        }
    }

    /** Counts from the logs alone. */
    private static final class Plain {
        private final Map<String, Long> second = new TreeMap<>();
        private int late;

        Plain(Drawn drawn) {
            Map<Integer, Long> greatest = new TreeMap<>();
            Map<String, Map<Long, Long>> first = new TreeMap<>();
            for (Sent sent : drawn.sent) {
                Long before = greatest.get(sent.partition);
                long watermark = before == null ? Long.MIN_VALUE : before - drawn.disorderMs;
                long met = sent.timeMs < watermark ? watermark : sent.timeMs;
                boolean taken = false;
                for (long start = -drawn.sizeMs * drawn.advanceMs; start <= sent.timeMs; start += drawn.advanceMs) {
                    boolean contains = start <= sent.timeMs && sent.timeMs < start + drawn.sizeMs;
                    if (contains && start + drawn.sizeMs + drawn.graceMs > met) {
                        first.computeIfAbsent(sent.key, key -> new TreeMap<>()).merge(start, 1L, Long::sum);
                        taken = true;
                    }
                }
                late += taken ? 0 : 1;
                greatest.merge(sent.partition, sent.timeMs, Math::max);
            }
            first.forEach((key, windows) -> windows.forEach((start, count) -> {
                long at = start + drawn.sizeMs - 1;
                second.merge(key + "=" + Math.floorDiv(at, drawn.secondSizeMs) * drawn.secondSizeMs, count, Long::sum);
            }));
        }
    }

    @Test
    void both_stages_equal_the_plain_count_whatever_the_schedule() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Drawn drawn = Drawn.of(seed);
            Plain plain = new Plain(drawn);
            try (StreamsTestDriver t = StreamsTestDriver.of(drawn.topology())
                    .partitions("in", drawn.partitions)
                    .workers(1 + (int) (seed % 2))
                    .schedule(seed)
                    .trouble(12)
                    .build()) {
                int half = drawn.sent.size() / 2;
                send(t, drawn.sent.subList(0, half));
                t.run();
                send(t, drawn.sent.subList(half, drawn.sent.size()));
                t.closeInputs();
                Map<String, Long> found = new TreeMap<>();
                t.out("out").records().forEach(record -> {
                    String[] parts = String.valueOf(record.value()).split("\\+");
                    Long twice = found.put(record.key() + "=" + parts[0], Long.valueOf(parts[1]));
                    assertThat(twice).as("a window fires once").isNull();
                });
                assertThat(found).as("seed %d, %s", seed, drawn).isEqualTo(plain.second);
                assertThat(t.out("late").records()).as("late, seed %d", seed).hasSize(plain.late);
                assertThat(t.overtaken("first") + t.overtaken("second")).as("overtaken, seed %d", seed).isZero();
                assertThat(t.drained()).as("seed %d", seed).isTrue();
            }
        }
    }

    private static void send(StreamsTestDriver t, List<Sent> sent) {
        for (Sent each : sent) {
            t.in("in").partition(each.partition).at(each.timeMs).send("source", each.key);
        }
    }
}
