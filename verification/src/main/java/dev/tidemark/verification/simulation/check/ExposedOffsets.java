package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * I4: what a client is told of a partition never goes back (high watermark, last stable offset, log start, leader epoch, and the log's end
 * within one epoch), agrees with itself, and an offset never has two records, whoever looks.
 */
public final class ExposedOffsets implements Checker {

    /** The end of a log is a promise of one leader only. */
    private record Viewpoint(int client, Partition partition, long leaderEpoch) implements Comparable<Viewpoint> {

        private static final Comparator<Viewpoint> ORDER = Comparator.comparing(Viewpoint::partition)
                .thenComparingInt(Viewpoint::client)
                .thenComparingLong(Viewpoint::leaderEpoch);

        @Override
        public int compareTo(Viewpoint other) {
            return ORDER.compare(this, other);
        }
    }

    private record Spot(Partition partition, long offset) {}

    private record Seen(long key, long value, Operation by) {}

    @Override
    public List<Violation> check(Evidence evidence) {
        History history = evidence.history();
        Violations found = new Violations();
        Map<Viewpoint, List<Exposed>> ofClients = new TreeMap<>();
        Map<Viewpoint, List<Exposed>> ofEpochs = new TreeMap<>();
        for (Exposed exposed : history.all(Exposed.class)) {
            agree(exposed, found);
            int client = exposed.call().client();
            ofClients.computeIfAbsent(new Viewpoint(client, exposed.partition(), 0), view -> new ArrayList<>())
                    .add(exposed);
            ofEpochs.computeIfAbsent(new Viewpoint(client, exposed.partition(), exposed.leaderEpoch()),
                    view -> new ArrayList<>()).add(exposed);
        }
        ofClients.values().forEach(seen -> {
            forward(seen, Exposed::highWatermark, "high watermark", Kind.HIGH_WATERMARK_BACK, found);
            forward(seen, Exposed::lastStable, "last stable offset", Kind.STABLE_OFFSET_BACK, found);
            forward(seen, Exposed::logStart, "log start", Kind.LOG_START_BACK, found);
            forward(seen, Exposed::leaderEpoch, "leader epoch", Kind.EPOCH_BACK, found);
        });
        ofEpochs.values().forEach(seen -> forward(seen, Exposed::logEnd, "log end", Kind.LOG_END_BACK, found));
        oneValue(history, found);
        return found.list();
    }

    private static void agree(Exposed exposed, Violations found) {
        long ceiling = Long.MAX_VALUE;
        for (long offset : new long[]{exposed.logEnd(), exposed.highWatermark(), exposed.lastStable(),
                exposed.logStart()}) {
            if (offset == Exposed.UNTOLD) {
                continue;
            }
            if (offset > ceiling) {
                found.add(Kind.OFFSETS_DISAGREE, exposed.toString());
            }
            ceiling = offset;
        }
    }

    /** An answer that was asked for after another had come says no less than that. */
    private static void forward(List<Exposed> asked, ToLongFunction<Exposed> part, String name, Kind kind,
            Violations found) {
        List<Exposed> answered = new ArrayList<>(asked);
        answered.sort(Comparator.comparingLong(exposed -> exposed.call().completedNs()));
        int known = 0;
        Exposed highest = asked.getFirst();
        boolean any = false;
        for (Exposed now : asked) {
            // one client asks its next question at the moment in which it has its answer, so equal times are in order
            while (known < answered.size() && answered.get(known).call().completedNs() <= now.call().invokedNs()
                    && answered.get(known).call().invokedNs() < now.call().completedNs()) {
                Exposed before = answered.get(known++);
                if (part.applyAsLong(before) != Exposed.UNTOLD
                        && (!any || part.applyAsLong(before) > part.applyAsLong(highest))) {
                    highest = before;
                    any = true;
                }
            }
            long value = part.applyAsLong(now);
            if (any && value != Exposed.UNTOLD && value < part.applyAsLong(highest)) {
                found.add(kind, "the " + name + " went back: " + now + "; after " + highest);
            }
        }
    }

    private static void oneValue(History history, Violations found) {
        Map<Spot, Seen> spots = HashMap.newHashMap(history.operations().size());
        for (Operation operation : history.all(Operation.class)) {
            switch (operation) {
                case Append append when append.outcome() == Outcome.OK && append.offset() != Append.NO_OFFSET ->
                    see(spots,
                            new Spot(append.partition(), append.offset()),
                            new Seen(append.key(), append.value(), append), found);
                case Read read -> see(spots, read.ranges(), read, found);
                case Transaction transaction -> see(spots, transaction.reads(), transaction, found);
                default -> {
                    // shows no record
                }
            }
        }
    }

    private static void see(Map<Spot, Seen> spots, List<ReadRange> ranges, Operation reader, Violations found) {
        for (ReadRange range : ranges) {
            Entries entries = range.entries();
            for (int i = 0; i < entries.size(); i++) {
                see(spots, new Spot(range.partition(), entries.offset(i)),
                        new Seen(entries.key(i), entries.value(i), reader), found);
            }
        }
    }

    private static void see(Map<Spot, Seen> spots, Spot spot, Seen now, Violations found) {
        Seen before = spots.putIfAbsent(spot, now);
        if (before != null && (before.value() != now.value() || before.key() != now.key())) {
            found.add(Kind.TWO_VALUES, spot.partition() + "@" + spot.offset() + " was " + text(before) + ", and then "
                    + text(now));
        }
    }

    private static String text(Seen seen) {
        return (seen.value() == Append.TOMBSTONE ? "a tombstone" : "value " + seen.value()) + " (key " + seen.key()
                + ") for "
                + (seen.by() instanceof Append append ? append.toString() : "a reader [" + seen.by().call() + "]");
    }
}
