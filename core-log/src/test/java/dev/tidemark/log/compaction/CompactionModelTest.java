package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.log.AppendResult;
import dev.tidemark.log.CompactionRound;
import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A compacted log against a plain list of all that was ever appended, through appends, transactions, retention, DeleteRecords, rounds of any
 * budget beside all of that, crashes at any operation of a round or of its completion, and starts that trust nothing but the batches.
 */
class CompactionModelTest {

    private static final int TRANSACTIONAL = 10;

    /** What was appended; the marker's offset of its transaction is set when it ends. */
    private static final class Entry {
        final long offset;
        final String key;
        final String value;
        final long transaction;
        long markerOffset = -1;
        boolean aborted;

        Entry(long offset, String key, String value, long transaction) {
            this.offset = offset;
            this.key = key;
            this.value = value;
            this.transaction = transaction;
        }

        boolean committed() {
            return transaction < 0 || (markerOffset >= 0 && !aborted);
        }
    }

    private record Sent(int sequence, String[] records, long baseOffset) {}

    private final CompactedLog house = new CompactedLog();
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Map<Long, Boolean> markers = new TreeMap<>();
    private final Map<Long, Sent> last = new HashMap<>();
    private final Set<Long> open = new HashSet<>();
    // When a round first may have seen an offset clean.
    private final TreeMap<Long, Long> firstClean = new TreeMap<>();
    private SplittableRandom random = new SplittableRandom(0);
    private String history = "";
    private long end;
    private long point;
    private long touched;
    private long start;

    static LongStream seeds() {
        String given = System.getProperty("seed", "");
        return given.isBlank() || given.startsWith("$") ? LongStream.rangeClosed(1, 500)
                : LongStream.of(Long.parseLong(given));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void compaction_keeps_the_last_committed_value_of_every_key(long seed) {
        random = new SplittableRandom(seed);
        house.open();
        for (int round = 0; round < 4; round++) {
            history = "seed " + seed + " round " + round;
            int steps = 20 + random.nextInt(40);
            for (int i = 0; i < steps; i++) {
                append();
                house.clock.advanceMs(random.nextInt(30));
            }
            if (random.nextInt(3) > 0) {
                house.log.roll();
            }
            if (random.nextInt(4) == 0) {
                house.clock.advanceMs(2 * CompactedLog.DELETE_RETENTION_MS);
            }
            int budget = random.nextInt(4) == 0 ? 240 + random.nextInt(400) : 1 << 16;
            deleteRecords();
            if (random.nextBoolean()) {
                liveRound(budget, random.nextInt(3) == 0);
            } else {
                round(budget, random.nextInt(2) == 0);
            }
            check();
        }
        history = "seed " + seed + " at the end";
        finish();
    }

    private void append() {
        int choice = random.nextInt(100);
        long producer = choice < 30 ? -1 : choice < 50 ? 1 + random.nextInt(2) : TRANSACTIONAL + random.nextInt(3);
        boolean transactional = producer >= TRANSACTIONAL;
        if (transactional && random.nextInt(3) == 0) {
            if (open.contains(producer)) {
                endTransaction(producer);
            }
            return;
        }
        String[] records = new String[2 * (1 + random.nextInt(4))];
        for (int i = 0; i < records.length; i += 2) {
            records[i] = "k" + random.nextInt(14);
            records[i + 1] = random.nextInt(4) == 0 ? null : (end + i / 2) + "v".repeat(random.nextInt(40));
        }
        Sent before = last.get(producer);
        int sequence = before == null ? 0 : before.sequence + before.records.length / 2;
        CompressionType compression = random.nextInt(3) == 0 ? CompressionType.LZ4 : CompressionType.NONE;
        assertThat(house.append(stamp(producer, sequence), compression, records)).as(history)
                .isInstanceOf(AppendResult.Appended.class);
        if (producer >= 0) {
            last.put(producer, new Sent(sequence, records, end));
        }
        if (transactional) {
            open.add(producer);
        }
        for (int i = 0; i < records.length; i += 2) {
            entries.put(end, new Entry(end, records[i], records[i + 1], transactional ? producer : -1));
            end++;
        }
    }

    private static BatchStamp stamp(long producer, int sequence) {
        if (producer < 0) {
            return BatchStamp.plain();
        }
        return producer >= TRANSACTIONAL ? BatchStamp.transactional(producer, (short) 0, sequence)
                : BatchStamp.idempotent(producer, (short) 0, sequence);
    }

    private void endTransaction(long producer) {
        boolean commit = random.nextInt(3) > 0;
        assertThat(house.end(producer, commit)).as(history).isInstanceOf(AppendResult.Appended.class);
        for (Entry entry : entries.values()) {
            if (entry.transaction == producer && entry.markerOffset < 0) {
                entry.markerOffset = end;
                entry.aborted = !commit;
            }
        }
        markers.put(end, commit);
        open.remove(producer);
        end++;
    }

    /** Whole batches, and never those of an open transaction: what stays of one is not told from a log that lost some. */
    private void deleteRecords() {
        if (random.nextInt(3) > 0) {
            return;
        }
        house.commit();
        long stable = house.log.lastStableOffset();
        if (random.nextBoolean() && open.isEmpty()) {
            house.log.deleteRecordsBefore(house.log.expiredBefore());
        } else if (stable > start) {
            house.log.deleteRecordsBefore(start + random.nextLong((stable - start) / 2 + 1));
        }
        assertThat(house.log.logStartOffset()).as(history).isGreaterThanOrEqualTo(start);
        start = house.log.logStartOffset();
    }

    /** A round on the open log, with its owner at work between batches and before the owner hears of new segments. */
    private void liveRound(int budget, boolean mayCrash) {
        house.commit();
        if (random.nextInt(4) > 0) {
            house.manager.checkpoint();
        }
        long stable = house.log.lastStableOffset();
        ArrayDeque<Replaced> arriving = new ArrayDeque<>();
        CompactionRound round = house.log.compaction()
                .begin(budget,
                        bytes -> house.crashing.sparing(() -> meanwhile(arriving)));
        if (round == null) {
            return;
        }
        clean(stable);
        if (mayCrash) {
            boolean nearSwap = random.nextBoolean();
            house.crashing.arm(nearSwap ? random.nextInt(6) : 0, random.nextInt(nearSwap ? 20 : 250));
        }
        try {
            long reached = round.run(arriving::add);
            house.crashing.arm(0, Integer.MAX_VALUE);
            arriving.forEach(house.log.compaction()::replace);
            house.log.compaction().end(reached);
            point = Math.max(point, reached);
            start = house.log.logStartOffset();
        } catch (CrashingStorage.Crash e) {
            house.crashing.arm(0, Integer.MAX_VALUE);
            long stableBefore = house.log.lastStableOffset();
            crash();
            house.open();
            assertThat(house.log.logEndOffset()).as(history).isEqualTo(end);
            assertThat(house.log.logStartOffset()).as(history).isLessThanOrEqualTo(start);
            start = house.log.logStartOffset();
            assertThat(house.log.lastStableOffset()).as(history + " last stable offset").isEqualTo(stableBefore);
        }
    }

    private void meanwhile(ArrayDeque<Replaced> arriving) {
        switch (random.nextInt(24)) {
            case 0 -> append();
            case 1 -> house.log.roll();
            case 2 -> deleteRecords();
            case 3 -> assertThat(readCommitted(house.readAll())).as(history + " meanwhile").isEqualTo(expectedState());
            case 4, 5, 6, 7 -> {
                Replaced next = arriving.poll();
                if (next != null) {
                    house.log.compaction().replace(next);
                }
            }
            default -> {}
        }
        house.commit();
    }

    private void clean(long stable) {
        long now = house.clock.wallMs();
        for (long offset = touched; offset < stable; offset++) {
            firstClean.put(offset, now);
        }
        touched = Math.max(touched, stable);
    }

    /** Closes the log or kills it, compacts, perhaps crashes on the way, and opens it again. */
    private void round(int budget, boolean mayCrash) {
        house.commit();
        long stable = house.log.lastStableOffset();
        if (random.nextBoolean()) {
            house.manager.checkpoint();
        }
        if (random.nextBoolean()) {
            house.manager.close();
        } else {
            house.disk.killProcess();
        }
        clean(stable);
        boolean nearSwap = random.nextBoolean();
        int operations = mayCrash ? random.nextInt(nearSwap ? 20 : 250) : Integer.MAX_VALUE;
        CrashingStorage disk = new CrashingStorage(house.disk, nearSwap ? random.nextInt(6) : 0, operations);
        try {
            long reached = house.compact(disk.storage(), budget, point, stable);
            assertThat(reached).as(history).isBetween(point, Math.max(point, stable));
            point = reached;
        } catch (CrashingStorage.Crash e) {
            crash();
        }
        try {
            SegmentSwap.finishInterrupted(
                    new CrashingStorage(house.disk, mayCrash ? random.nextInt(12) : Integer.MAX_VALUE).storage(),
                    CompactedLog.FOLDER);
        } catch (CrashingStorage.Crash e) {
            crash();
        }
        SegmentSwap.finishInterrupted(house.disk, CompactedLog.FOLDER);
        if (random.nextInt(3) == 0) {
            for (String name : house.disk.list(CompactedLog.FOLDER)) {
                if (name.endsWith(LogFileNames.PRODUCER_SNAPSHOT)) {
                    house.disk.delete(CompactedLog.FOLDER.resolve(name));
                }
            }
        }
        for (String name : house.disk.list(CompactedLog.FOLDER)) {
            if (name.endsWith(LogFileNames.LOG)) {
                assertThat(house.disk.size(CompactedLog.FOLDER.resolve(name))).as(history + " " + name)
                        .isLessThanOrEqualTo(CompactedLog.SEGMENT_BYTES + 512);
            }
        }
        house.open();
        assertThat(house.log.logEndOffset()).as(history).isEqualTo(end);
        assertThat(house.log.lastStableOffset()).as(history + " last stable offset").isEqualTo(stable);
        assertThat(house.log.logStartOffset()).as(history).isLessThanOrEqualTo(start);
        start = house.log.logStartOffset();
    }

    private void crash() {
        if (random.nextBoolean()) {
            house.disk.losePower(random);
        } else {
            house.disk.killProcess();
        }
    }

    private void check() {
        List<CompactedLog.Found> found = house.readAll();
        Set<Long> byOffset = new HashSet<>();
        found.forEach(each -> byOffset.add(each.offset()));
        for (CompactedLog.Found each : found) {
            if (each.control()) {
                assertThat(markers.get(each.offset())).as(history).isEqualTo(each.committed());
            } else {
                Entry entry = entries.get(each.offset());
                assertThat(entry).as(history).isNotNull();
                assertThat(each.key()).as(history).isEqualTo(entry.key);
                assertThat(each.value()).as(history).isEqualTo(entry.value);
                assertThat(entry.markerOffset < 0 || byOffset.contains(entry.markerOffset))
                        .as("%s: the marker of the record at %s", history, entry.offset)
                        .isTrue();
            }
        }
        lastValuesBelow(touched).forEach((key, entry) -> {
            boolean mayBeGone = entry.offset < start || entry.value == null
                    && firstClean.get(entry.offset) + CompactedLog.DELETE_RETENTION_MS <= house.clock.wallMs();
            assertThat(mayBeGone || byOffset.contains(entry.offset))
                    .as("%s: last value of %s at %s", history, key, entry.offset)
                    .isTrue();
        });
        entries.tailMap(Math.max(start, touched))
                .keySet()
                .forEach(offset -> assertThat(byOffset.contains(offset)).as(history).isTrue());
        markers.keySet()
                .stream()
                .filter(offset -> offset >= Math.max(start, touched))
                .forEach(offset -> assertThat(byOffset.contains(offset)).as(history).isTrue());
        assertThat(readCommitted(found)).as(history + " state").isEqualTo(expectedState());
        checkProducers();
    }

    private Map<String, Entry> lastValuesBelow(long offset) {
        Map<String, Entry> values = new TreeMap<>();
        entries.headMap(offset).values().stream().filter(Entry::committed).forEach(e -> values.put(e.key, e));
        return values;
    }

    private Map<String, String> expectedState() {
        Map<String, String> state = new TreeMap<>();
        lastValuesBelow(house.log.lastStableOffset()).forEach((key, entry) -> {
            if (entry.value != null && entry.offset >= start) {
                state.put(key, entry.value);
            }
        });
        return state;
    }

    /** As a client with read_committed makes it of the broker's answer: records, and the aborted transactions beside them. */
    private Map<String, String> readCommitted(List<CompactedLog.Found> found) {
        long stable = house.log.lastStableOffset();
        List<AbortedTransaction> coming = new ArrayList<>(house.log.view().abortedTransactions(start, stable));
        coming.sort((a, b) -> Long.compare(a.firstOffset(), b.firstOffset()));
        Set<Long> aborting = new HashSet<>();
        Map<String, String> state = new TreeMap<>();
        for (CompactedLog.Found each : found) {
            if (each.offset() >= stable) {
                break;
            }
            while (!coming.isEmpty() && coming.getFirst().firstOffset() <= each.offset()) {
                aborting.add(coming.removeFirst().producerId());
            }
            if (each.control()) {
                aborting.remove(each.producerId());
            } else if (!aborting.contains(each.producerId())) {
                if (each.value() == null) {
                    state.remove(each.key());
                } else {
                    state.put(each.key(), each.value());
                }
            }
        }
        return state;
    }

    /** A retry of a producer's last batch is known, whatever was compacted. */
    private void checkProducers() {
        last.forEach((producer, sent) -> {
            if (sent.baseOffset >= start) {
                assertThat(house.append(stamp(producer, sent.sequence), CompressionType.NONE, sent.records))
                        .as("%s retry of producer %s", history, producer)
                        .isInstanceOfSatisfying(AppendResult.Duplicate.class,
                                duplicate -> assertThat(duplicate.baseOffset()).isEqualTo(sent.baseOffset));
            }
        });
    }

    /** With memory and time enough, nothing is left below the point but last values. */
    private void finish() {
        new ArrayList<>(open).forEach(this::endTransaction);
        for (int i = 0; i < 4; i++) {
            house.log.roll();
            round(1 << 16, false);
            check();
            house.clock.advanceMs(2 * CompactedLog.DELETE_RETENTION_MS);
        }
        assertThat(point).as(history).isEqualTo(end);
        List<Long> expected = lastValuesBelow(point).values()
                .stream()
                .filter(entry -> entry.value != null && entry.offset >= start)
                .map(entry -> entry.offset)
                .sorted()
                .toList();
        assertThat(house.readAll().stream().filter(each -> !each.control()).map(CompactedLog.Found::offset).toList())
                .as(history)
                .isEqualTo(expected);
    }
}
