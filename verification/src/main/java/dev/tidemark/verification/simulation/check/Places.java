package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Partition;
import org.jspecify.annotations.Nullable;

/** Where each value lies at the end of a run. Used by one thread. */
final class Places {

    /** The first place of a value. */
    record Place(Partition partition, long offset) {

        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    private final History history;
    private final LongTable<Place> places = new LongTable<>();

    private Places(History history) {
        this.history = history;
    }

    static Places of(History history) {
        Places found = new Places(history);
        for (FinalLog log : history.end().values()) {
            Entries entries = log.entries();
            for (int i = 0; i < entries.size(); i++) {
                if (entries.value(i) != Append.TOMBSTONE) {
                    found.places.putIfAbsent(entries.value(i), new Place(log.partition(), entries.offset(i)));
                }
            }
        }
        return found;
    }

    @Nullable
    Place of(long value) {
        return places.get(value);
    }

    /** Whether a record that is not there has no right to be missing: its log keeps all, was read, and begins before it. */
    boolean mustHold(Write write) {
        FinalLog log = history.end().get(write.partition());
        if (log == null || log.cleanup() == Cleanup.COMPACT) {
            return false;
        }
        return write.told() ? write.offset() >= log.startOffset() : log.startOffset() == 0;
    }
}
