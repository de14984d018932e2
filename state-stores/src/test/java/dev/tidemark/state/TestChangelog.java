package dev.tidemark.state;

import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A changelog partition of one store: committed records by offset, and what one interval adds until it is decided. */
final class TestChangelog {

    record Rec(byte[] key, byte[] value) {}

    static final int EPOCH = 5;

    UUID topicId = new UUID(1, 2);
    final TreeMap<Long, Rec> committed = new TreeMap<>();
    final TreeMap<Long, Rec> open = new TreeMap<>();
    long start;
    long end;

    void append(byte[] key, byte[] value) {
        open.put(end++, new Rec(key, value));
    }

    /** Ends the interval with a marker, which takes an offset, too. */
    void decide(boolean commit) {
        if (!open.isEmpty()) {
            end++;
        }
        if (commit) {
            committed.putAll(open);
        }
        open.clear();
    }

    StorePosition position() {
        return new StorePosition(topicId, 0, end, EPOCH, 0);
    }

    ChangelogFacts facts() {
        return new ChangelogFacts(topicId, 0, start, end, ChangelogFacts.UNKNOWN, StorePosition.TOMBSTONES_KEPT_MS);
    }

    /** Keeps the last record per key, as the cleaner does. */
    void compact() {
        Map<String, Long> last = new TreeMap<>();
        committed.forEach((offset, record) -> last.put(HexFormat.of().formatHex(record.key), offset));
        committed.keySet().retainAll(last.values());
    }

    void trim(long before) {
        committed.headMap(before).clear();
        start = Math.max(start, before);
    }

    /** Fills the store from {@code from} on, and tells the position now and then. */
    void restore(StoreRestore restore, long from) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 16);
        RecordCursor cursor = new RecordCursor();
        for (Map.Entry<Long, Rec> entry : committed.tailMap(from).entrySet()) {
            builder.reset();
            builder.append(0L, entry.getValue().key, entry.getValue().value, Headers.none());
            cursor.reset(new RecordBatch().wrap(builder.finish(BatchStamp.plain().at(entry.getKey(), EPOCH)), 0));
            cursor.next();
            restore.apply(cursor);
            restore.advance(new StorePosition(topicId, 0, entry.getKey() + 1, EPOCH, 0));
        }
        restore.finish(position());
    }

    /** Takes what a seal hands over, for several stores. */
    static final class Sink implements ChangeSink {
        private final Map<String, TestChangelog> logs;
        private TestChangelog current;
        int changes;

        Sink(Map<String, TestChangelog> logs) {
            this.logs = logs;
        }

        @Override
        public void store(String name) {
            current = logs.get(name);
        }

        @Override
        public void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
            changes++;
            current.append(Arrays.copyOfRange(key, keyOffset, keyOffset + keyLength),
                    valueLength < 0 ? null : Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength));
        }
    }
}
