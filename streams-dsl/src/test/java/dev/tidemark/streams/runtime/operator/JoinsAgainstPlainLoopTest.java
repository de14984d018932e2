package dev.tidemark.streams.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.JoinWindows;
import dev.tidemark.streams.KStream;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.StreamJoined;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random join windows, grace, disorder and records, under random schedules with crashes and aborts, against two nested loops
 * over the source logs. Behind the join its pairs are counted per window, so that their times, their lateness and the
 * frontier behind which they come are judged, too.
 */
class JoinsAgainstPlainLoopTest {

    private static final int SEEDS = 80;

    /** A record of a topic: its value is {@code key/id}. */
    private record Sent(boolean left, int partition, String key, String id, long timeMs) {}

    /** What one seed draws. */
    private record Drawn(long beforeMs, long afterMs, long graceMs, long leftDisorderMs, long rightDisorderMs,
            boolean rekeyed, int leftPartitions, int rightPartitions, long countedMs, long countedGraceMs,
            List<Sent> sent) {

        static Drawn of(long seed) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            long unit = random.nextBoolean() ? 1 : 2_000; // the longer ones outlive the segments that the sides drop
            long before = random.nextInt(-20, 80);
            long after = random.nextInt(3) == 0 ? Math.max(0, -before) : -before + random.nextInt(100);
            boolean rekeyed = random.nextBoolean();
            int leftPartitions = 1 + random.nextInt(3);
            int rightPartitions = rekeyed ? 1 + random.nextInt(3) : leftPartitions;
            int step = random.nextBoolean() ? 8 : 60;
            long[][] now = new long[2][3];
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < 240; i++) {
                boolean left = random.nextBoolean();
                int partition = random.nextInt(left ? leftPartitions : rightPartitions);
                long[] clock = now[left ? 0 : 1];
                clock[partition] += random.nextInt(step);
                long time = Math.max(0, clock[partition] - (random.nextInt(3) == 0 ? random.nextInt(250) : 0));
                String key = (rekeyed ? "k" : "p" + partition + "k") + random.nextInt(3);
                sent.add(new Sent(left, partition, key, (left ? "L" : "R") + i, unit * time));
            }
            return new Drawn(unit * before, unit * after, random.nextInt(3) == 0 ? 0 : unit * random.nextInt(120),
                    unit * random.nextInt(50), unit * random.nextInt(50), rekeyed, leftPartitions, rightPartitions,
                    unit * (1 + random.nextInt(90)), random.nextBoolean() ? 0 : unit * random.nextInt(60), sent);
        }

        Topology topology() {
            return Streams.define(s -> {
                KStream<String, String> left = s.from("left", texts(leftDisorderMs));
                KStream<String, String> right = s.from("right", texts(rightDisorderMs));
                KStream<String, String> pairs = byKey(left).join(byKey(right), (l, r) -> l + "+" + r,
                        JoinWindows.within(Duration.ofHours(1))
                                .before(Duration.ofMillis(beforeMs))
                                .after(Duration.ofMillis(afterMs))
                                .grace(Duration.ofMillis(graceMs)),
                        StreamJoined.with("pairs", Serdes.string(), Serdes.string(), Serdes.string()).lateTo("late"));
                pairs.to("out", Produced.with(Serdes.string(), Serdes.string()));
                pairs.withValueSerde(Serdes.string())
                        .selectKey((key, pair) -> key + "!")
                        .withKeySerde(Serdes.string())
                        .groupByKey()
                        .windowedBy(Windows.tumbling(Duration.ofMillis(countedMs))
                                .grace(Duration.ofMillis(countedGraceMs)))
                        .count(Materialized.as("counted"))
                        .map((window, count) -> KeyValue.pair(window.key(), window.startMs() + ":" + count))
                        .to("counts", Produced.with(Serdes.string(), Serdes.string()));
            });
        }

        private KStream<String, String> byKey(KStream<String, String> stream) {
            return rekeyed
                    ? stream.selectKey((ignored, value) -> value.substring(0, value.indexOf('/')))
                            .withKeySerde(Serdes.string())
                    : stream;
        }

        private static Consumed<String, String> texts(long disorderMs) {
            return Consumed.with(Serdes.string(), Serdes.string()).withDisorder(Duration.ofMillis(disorderMs));
        }
    }

    /** The pairs from the logs alone. */
    private static final class Plain {
        private final List<String> pairs = new ArrayList<>();
        private final List<String> late = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();
        private int latePairs;

        Plain(Drawn drawn) {
            long[] met = met(drawn);
            List<Sent> sent = drawn.sent;
            for (int l = 0; l < sent.size(); l++) {
                for (int r = 0; r < sent.size(); r++) {
                    if (sent.get(l).left && !sent.get(r).left && sent.get(l).key.equals(sent.get(r).key)) {
                        meet(drawn, sent.get(l), met[l], sent.get(r), met[r]);
                    }
                }
            }
            for (int i = 0; i < sent.size(); i++) {
                if (met[i] > sent.get(i).timeMs + drawn.beforeMs + drawn.afterMs + drawn.graceMs) {
                    late.add(value(sent.get(i)) + "@" + sent.get(i).timeMs);
                }
            }
        }

        /** Per record the watermark that it met, or its own time. */
        private static long[] met(Drawn drawn) {
            Map<String, Long> greatest = new TreeMap<>();
            long[] met = new long[drawn.sent.size()];
            for (int i = 0; i < met.length; i++) {
                Sent sent = drawn.sent.get(i);
                String log = sent.left + "-" + sent.partition;
                long disorder = sent.left ? drawn.leftDisorderMs : drawn.rightDisorderMs;
                Long before = greatest.get(log);
                met[i] = before == null ? sent.timeMs : Math.max(sent.timeMs, before - disorder);
                greatest.merge(log, sent.timeMs, Math::max);
            }
            return met;
        }

        private void meet(Drawn drawn, Sent l, long leftMet, Sent r, long rightMet) {
            long apart = r.timeMs - l.timeMs;
            if (apart < -drawn.beforeMs || apart > drawn.afterMs
                    || l.timeMs + drawn.afterMs + drawn.graceMs < rightMet
                    || r.timeMs + drawn.beforeMs + drawn.graceMs < leftMet) {
                return;
            }
            long time = Math.max(l.timeMs, r.timeMs);
            pairs.add(l.key + "=" + value(l) + "+" + value(r) + "@" + time);
            long start = time - time % drawn.countedMs;
            if (start + drawn.countedMs + drawn.countedGraceMs > Math.max(leftMet, rightMet)) {
                counts.merge(l.key + "!=" + start, 1L, Long::sum);
            } else {
                latePairs++;
            }
        }
    }

    @Test
    void the_pairs_are_those_of_two_nested_loops_whatever_the_schedule() {
        int pairs = 0;
        int late = 0;
        int latePairs = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Drawn drawn = Drawn.of(seed);
            Plain plain = new Plain(drawn);
            try (StreamsTestDriver t = StreamsTestDriver.of(drawn.topology())
                    .partitions("left", drawn.leftPartitions)
                    .partitions("right", drawn.rightPartitions)
                    .workers(1 + (int) (seed % 2))
                    .schedule(seed)
                    .trouble(12)
                    .build()) {
                int half = drawn.sent.size() / 2;
                send(t, drawn.sent.subList(0, half));
                t.run();
                send(t, drawn.sent.subList(half, drawn.sent.size()));
                t.closeInputs();
                assertThat(texts(t.out("out").records())).as("pairs, seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(plain.pairs);
                List<String> lateRecords = new ArrayList<>();
                for (TestRecord record : t.late("pairs")) { // two sources: as bytes
                    lateRecords.add(new String((byte[]) record.value(), StandardCharsets.UTF_8) + "@"
                            + record.timestampMs());
                }
                assertThat(lateRecords).as("late, seed %d", seed).containsExactlyInAnyOrderElementsOf(plain.late);
                Map<String, Long> counts = new TreeMap<>();
                t.out("counts").records().forEach(record -> {
                    String[] parts = String.valueOf(record.value()).split(":");
                    counts.put(record.key() + "=" + parts[0], Long.valueOf(parts[1]));
                });
                assertThat(counts).as("counts, seed %d", seed).isEqualTo(plain.counts);
                assertThat(t.overtaken("pairs") + t.overtaken("counted")).as("overtaken, seed %d", seed).isZero();
                assertThat(t.drained()).as("seed %d", seed).isTrue();
            }
            pairs += plain.pairs.size();
            late += plain.late.size();
            latePairs += plain.latePairs;
        }
        assertThat(List.of(pairs, late, latePairs)).as("what the seeds drew").allMatch(count -> count > 500);
    }

    private static List<String> texts(List<TestRecord> records) {
        return records.stream()
                .map(record -> record.key() + "=" + record.value() + "@" + record.timestampMs())
                .toList();
    }

    private static String value(Sent sent) {
        return sent.key + "/" + sent.id;
    }

    private static void send(StreamsTestDriver t, List<Sent> sent) {
        for (Sent each : sent) {
            t.in(each.left ? "left" : "right").partition(each.partition).at(each.timeMs).send(each.key, value(each));
        }
    }
}
