package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.Partition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * I9 for one broker: the log that was read at the end against a plain model of what was written. Offsets grow and lie inside the log;
 * each record is the one that was acknowledged there; of a compacted log the last value of every key is left, no older one shows
 * through, and no deleted key is back.
 */
public final class LogModel implements Checker {

    /** A key's last record, as acknowledged and as read. */
    private static final class Key {
        private @Nullable Write last;
        private int lastSeen = -1;
    }

    @Override
    public List<Violation> check(Evidence evidence) {
        Violations found = new Violations();
        Map<Partition, List<Write>> written = new TreeMap<>();
        for (Write write : evidence.writes().all()) {
            written.computeIfAbsent(write.partition(), partition -> new ArrayList<>()).add(write);
        }
        for (FinalLog log : evidence.history().end().values()) {
            List<Write> writes = written.getOrDefault(log.partition(), List.of());
            inside(log, found);
            asAcknowledged(log, writes, found);
            if (log.cleanup() == Cleanup.COMPACT) {
                lastOfKeys(log, writes, found);
            }
        }
        return found.list();
    }

    private static void inside(FinalLog log, Violations found) {
        Entries entries = log.entries();
        long next = log.startOffset();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.offset(i) < next || entries.offset(i) >= log.endOffset()) {
                found.add(Kind.OFFSETS_NOT_INCREASING,
                        entries.describe(i) + " of " + log.partition() + " lies where an offset from "
                                + next + " to before " + log.endOffset() + " belongs");
            }
            next = Math.max(next, entries.offset(i) + 1);
        }
    }

    private static void asAcknowledged(FinalLog log, List<Write> writes, Violations found) {
        Map<Long, Write> byOffset = new HashMap<>();
        for (Write write : writes) {
            if (write.acknowledged() && write.told()) {
                byOffset.put(write.offset(), write);
            }
        }
        Entries entries = log.entries();
        for (int i = 0; i < entries.size(); i++) {
            Write write = byOffset.get(entries.offset(i));
            if (write != null && (write.key() != entries.key(i) || write.value() != entries.value(i))) {
                found.add(Kind.ALTERED, entries.describe(i) + " of " + log.partition() + " was acknowledged as "
                        + write.describe());
            }
        }
    }

    private static void lastOfKeys(FinalLog log, List<Write> writes, Violations found) {
        Map<Long, Key> keys = new TreeMap<>();
        Set<Long> perhapsDeleted = new HashSet<>();
        for (Write write : writes) {
            if (write.acknowledged() && write.told()) {
                Key key = keys.computeIfAbsent(write.key(), number -> new Key());
                if (key.last == null || key.last.offset() < write.offset()) {
                    key.last = write;
                }
            } else if (!write.refused() && write.value() == Append.TOMBSTONE) {
                perhapsDeleted.add(write.key()); // it may have come last, done its work, and been compacted away
            }
        }
        Entries entries = log.entries();
        for (int i = 0; i < entries.size(); i++) {
            keys.computeIfAbsent(entries.key(i), number -> new Key()).lastSeen = i;
        }
        keys.forEach((number, key) -> {
            Write last = key.last;
            if (last == null || last.offset() < log.startOffset()) {
                return;
            }
            if (key.lastSeen < 0) {
                if (last.value() != Append.TOMBSTONE && !perhapsDeleted.contains(number)) {
                    found.add(Kind.LAST_VALUE_LOST, "nothing is left of key " + number + " in " + log.partition() + ": "
                            + last.describe());
                }
            } else if (entries.offset(key.lastSeen) < last.offset()) {
                found.add(Kind.RESURRECTED, entries.describe(key.lastSeen) + " of " + log.partition()
                        + " is what is left of its key, older than " + last.describe());
            }
        });
    }
}
