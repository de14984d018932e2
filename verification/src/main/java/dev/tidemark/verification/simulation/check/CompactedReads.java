package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * I9 at any time: whoever reads a compacted log from its start is shown, of each key, the last value that was committed when they began, or a
 * newer one. {@link LogModel} asks it of the end alone; what compaction loses and the next round or write hides again is found here.
 *
 * <p>A value that another write may have replaced while it was read is excused.
 */
public final class CompactedReads implements Checker {

    private record Reader(int client, Partition partition) {}

    /** One way from the log's start. */
    private static final class Scan {

        private final Read first;
        private final Map<Long, Long> lastOfKeys = new HashMap<>();
        private long nextOffset;
        private long endedNs;

        Scan(Read first) {
            this.first = first;
        }

        void add(Read read, ReadRange range) {
            nextOffset = range.nextOffset();
            endedNs = read.call().completedNs();
            Entries entries = range.entries();
            for (int i = 0; i < entries.size(); i++) {
                lastOfKeys.put(entries.key(i), entries.offset(i));
            }
        }
    }

    @Override
    public List<Violation> check(Evidence evidence) {
        Violations found = new Violations();
        Map<Partition, Map<Long, List<Write>>> written = new TreeMap<>();
        for (Write write : evidence.writes().all()) {
            written.computeIfAbsent(write.partition(), partition -> new TreeMap<>())
                    .computeIfAbsent(write.key(), key -> new ArrayList<>())
                    .add(write);
        }
        scans(evidence.history()).forEach((reader, scan) -> written.getOrDefault(reader.partition(), Map.of())
                .forEach((key, writes) -> check(reader.partition(), scan, key, writes, found)));
        return found.list();
    }

    /** One for each reader and partition, up to where it was set back, if it was. */
    private static Map<Reader, Scan> scans(History history) {
        Map<Reader, Scan> scans = new LinkedHashMap<>();
        for (Read read : history.all(Read.class)) {
            for (ReadRange range : read.ranges()) {
                FinalLog log = history.end().get(range.partition());
                if (read.isolation() != Isolation.COMMITTED || log == null || log.cleanup() != Cleanup.COMPACT) {
                    continue;
                }
                Reader reader = new Reader(read.call().client(), range.partition());
                Scan scan = scans.get(reader);
                if (scan == null && range.fromOffset() <= log.startOffset()) {
                    scan = new Scan(read);
                    scans.put(reader, scan);
                }
                if (scan != null && range.fromOffset() >= scan.nextOffset) {
                    scan.add(read, range);
                }
            }
        }
        return scans;
    }

    private static void check(Partition partition, Scan scan, long key, List<Write> writes, Violations found) {
        Write last = null;
        for (Write write : writes) {
            if (write.acknowledged() && write.told() && write.offset() < scan.nextOffset
                    && write.by().call().endedBefore(scan.first.call())
                    && (last == null || last.offset() < write.offset())) {
                last = write;
            }
        }
        if (last == null || last.value() == Append.TOMBSTONE || replaced(last, writes, scan)) {
            return;
        }
        Long seen = scan.lastOfKeys.get(key);
        if (seen == null || seen < last.offset()) {
            found.add(Kind.LAST_VALUE_LOST, "whoever read " + partition + " from its start [" + scan.first.call()
                    + "] up to " + scan.nextOffset + " saw " + (seen == null ? "nothing" : "nothing after @" + seen)
                    + " of key " + key + ", and this was there: " + last.describe());
        }
    }

    private static boolean replaced(Write last, List<Write> writes, Scan scan) {
        for (Write write : writes) {
            boolean behind = write.told() ? write.offset() > last.offset()
                    : !write.by().call().endedBefore(last.by().call());
            if (!write.equals(last) && behind && !write.refused() && write.by().call().invokedNs() <= scan.endedNs) {
                return true;
            }
        }
        return false;
    }
}
