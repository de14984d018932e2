package dev.tidemark.streams.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.SessionWindows;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windowed;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import dev.tidemark.streams.runtime.testing.TestRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random gaps, grace, disorder and records, under random schedules, against sessions made by sorting what the source logs
 * hold. Each record is worth another number, so that a lost one shows even beside a doubled one. Windows over the sessions'
 * results see whether their frontier was held back far enough.
 */
class SessionsAgainstPlainSortTest {

    private static final int SEEDS = 60;

    private record Sent(int partition, String key, long timeMs, long worth) {}

    private record Session(String key, long startMs, long endMs, long worth) {}

    /** What one seed draws. */
    private record Drawn(long gapMs, long graceMs, long disorderMs, long windowMs, int partitions, List<Sent> sent) {

        static Drawn of(long seed) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int partitions = 1 + random.nextInt(4);
            List<Sent> sent = new ArrayList<>();
            long[] now = new long[partitions];
            int step = 10 + random.nextInt(60);
            for (int i = 0; i < 250; i++) {
                int partition = random.nextInt(partitions);
                now[partition] += random.nextInt(step);
                long time = Math.max(0, now[partition] - (random.nextInt(3) == 0 ? random.nextInt(300) : 0));
                sent.add(new Sent(partition, "k" + random.nextInt(5), time, 1_000_000L + (1L << (i % 40))));
            }
            return new Drawn(1 + random.nextInt(150), random.nextInt(3) == 0 ? 0 : random.nextInt(200),
                    random.nextInt(50), 1 + random.nextInt(200), partitions, sent);
        }

        Topology topology() {
            return Streams.define(s -> {
                var sessions = s.from("in", Consumed.with(Serdes.string(), Serdes.int64())
                        .withDisorder(Duration.ofMillis(disorderMs)))
                        .groupByKey(Grouped.<String>as("by-key").withPartitions(partitions))
                        .windowedBy(SessionWindows.withGap(Duration.ofMillis(gapMs))
                                .grace(Duration.ofMillis(graceMs)))
                        .lateTo("late")
                        .aggregate(() -> 0L, (key, worth, sum) -> sum + worth, (key, one, other) -> one + other,
                                Materialized.with("sessions", Serdes.int64()).commutative());
                sessions.to("sessions-out");
                sessions.groupBy((session, sum) -> session.key(), Grouped.with("again", Serdes.string()))
                        .windowedBy(Windows.tumbling(Duration.ofMillis(windowMs)))
                        .reduce(Long::sum, Materialized.with("windows", Serdes.int64()))
                        .map((window, sum) -> KeyValue.pair(window.key() + "@" + window.startMs(), sum))
                        .to("windows-out", Produced.with(Serdes.string(), Serdes.int64()));
            });
        }
    }

    /** Sorts, from the logs alone. */
    private static final class Plain {
        private final List<Session> sessions = new ArrayList<>();
        private final Map<String, Long> windows = new TreeMap<>();
        private int late;

        Plain(Drawn drawn) {
            Map<Integer, Long> greatest = new TreeMap<>();
            Map<String, List<Sent>> taken = new TreeMap<>();
            for (Sent sent : drawn.sent) {
                Long before = greatest.get(sent.partition);
                long behindMs = before == null ? 0 : before - drawn.disorderMs - sent.timeMs;
                if (behindMs <= 0 || behindMs < drawn.graceMs) {
                    taken.computeIfAbsent(sent.key, key -> new ArrayList<>()).add(sent);
                } else {
                    late++;
                }
                greatest.merge(sent.partition, sent.timeMs, Math::max);
            }
            taken.forEach((key, records) -> {
                records.sort(Comparator.comparingLong(Sent::timeMs));
                Session open = null;
                for (Sent sent : records) {
                    if (open != null && sent.timeMs - open.endMs <= drawn.gapMs) {
                        open = new Session(key, open.startMs, sent.timeMs, open.worth + sent.worth);
                        sessions.removeLast();
                    } else {
                        open = new Session(key, sent.timeMs, sent.timeMs, sent.worth);
                    }
                    sessions.add(open);
                }
            });
            sessions.sort(Comparator.comparingLong(Session::endMs).thenComparing(Session::key));
            for (Session session : sessions) {
                long start = session.endMs / drawn.windowMs * drawn.windowMs;
                windows.merge(session.key + "@" + start, session.worth, Long::sum);
            }
        }
    }

    @Test
    void sessions_and_the_windows_over_them_equal_the_plain_sort_whatever_the_schedule() {
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
                List<Session> found = new ArrayList<>();
                for (TestRecord record : t.out("sessions-out").records()) {
                    Windowed<?> session = (Windowed<?>) record.key();
                    found.add(new Session((String) session.key(), session.startMs(), session.endMs(),
                            (Long) record.value()));
                    assertThat(record.timestampMs()).as("the last record's time").isEqualTo(session.endMs());
                }
                if (drawn.partitions == 1) {
                    assertThat(found).as("by time and key, seed %d", seed).containsExactlyElementsOf(plain.sessions);
                }
                assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(plain.sessions);
                Map<String, Long> windows = new TreeMap<>();
                for (TestRecord record : t.out("windows-out").records()) {
                    windows.put((String) record.key(), (Long) record.value());
                }
                assertThat(windows).as("windows, seed %d", seed).isEqualTo(plain.windows);
                assertThat(t.out("late").records()).as("late, seed %d", seed).hasSize(plain.late);
                assertThat(t.overtaken("sessions") + t.overtaken("windows")).as("overtaken, seed %d", seed).isZero();
                assertThat(t.drained()).as("seed %d", seed).isTrue();
            }
        }
    }

    private static void send(StreamsTestDriver t, List<Sent> sent) {
        for (Sent each : sent) {
            t.in("in").partition(each.partition).at(each.timeMs).send(each.key, each.worth);
        }
    }
}
