package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.GroupAssignment;
import dev.tidemark.verification.simulation.history.GroupJoin;
import dev.tidemark.verification.simulation.history.GroupLeave;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.OffsetCommit;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.OffsetReset;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Read;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.history.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A history written down by hand; used by one thread. Each operation takes one tick of the clock and the next begins after it, unless told otherwise. */
final class HandMade {

    static final Partition T0 = new Partition("t", 0);
    static final Partition T1 = new Partition("t", 1);
    private static final long TICK_NS = 1_000_000;

    private final Recorder recorder = new Recorder();
    private long nowNs;

    private Call next(int client) {
        nowNs += 2 * TICK_NS;
        return new Call(client, nowNs - TICK_NS, nowNs);
    }

    static Call at(int client, long fromMs, long toMs) {
        return new Call(client, fromMs * TICK_NS, toMs == Call.NEVER ? Call.NEVER : toMs * TICK_NS);
    }

    HandMade appended(Partition partition, long sequence, long value, long offset) {
        return append(partition, sequence, 0, value, offset, Outcome.OK);
    }

    HandMade append(Partition partition, long sequence, long key, long value, long offset, Outcome outcome) {
        recorder.add(new Append(next(1), partition, 7, sequence, key, value, offset, outcome));
        return this;
    }

    /** @param offsetsAndValues in pairs */
    HandMade read(Isolation isolation, Partition partition, long from, long next, long... offsetsAndValues) {
        recorder.add(new Read(next(2), isolation, List.of(range(partition, from, next, true, offsetsAndValues))));
        return this;
    }

    HandMade read(Call call, ReadRange... ranges) {
        recorder.add(new Read(call, Isolation.COMMITTED, List.of(ranges)));
        return this;
    }

    static ReadRange range(Partition partition, long from, long next, boolean toStableEnd, long... offsetsAndValues) {
        return new ReadRange(partition, from, next, toStableEnd, entries(offsetsAndValues));
    }

    private static Entries entries(long... offsetsAndValues) {
        Entries.Builder entries = new Entries.Builder();
        for (int i = 0; i < offsetsAndValues.length; i += 2) {
            entries.add(offsetsAndValues[i], 0, offsetsAndValues[i + 1]);
        }
        return entries.build();
    }

    HandMade end(Partition partition, long end, long... offsetsAndValues) {
        recorder.end(new FinalLog(partition, Cleanup.DELETE, 0, end, entries(offsetsAndValues)));
        return this;
    }

    /** @param triples offset, key and value of each */
    HandMade compacted(Partition partition, long start, long end, long... triples) {
        Entries.Builder entries = new Entries.Builder();
        for (int i = 0; i < triples.length; i += 3) {
            entries.add(triples[i], triples[i + 1], triples[i + 2]);
        }
        recorder.end(new FinalLog(partition, Cleanup.COMPACT, start, end, entries.build()));
        return this;
    }

    HandMade endFrom(Partition partition, long start, long end, long... offsetsAndValues) {
        recorder.end(new FinalLog(partition, Cleanup.DELETE, start, end, entries(offsetsAndValues)));
        return this;
    }

    HandMade deleted(String topic) {
        recorder.deleted(topic);
        return this;
    }

    Builder transaction(String id) {
        return new Builder(id);
    }

    HandMade committed(String group, Partition partition, long offset, Outcome outcome) {
        recorder.add(new OffsetCommit(next(3), group, "m", 1, partition, offset, outcome));
        return this;
    }

    HandMade told(String group, Partition partition, long offset) {
        recorder.add(new OffsetFetch(next(4), group, partition, offset));
        return this;
    }

    HandMade reset(String group, Partition partition, long offset) {
        recorder.add(new OffsetReset(next(5), group, partition, offset, Outcome.OK));
        return this;
    }

    HandMade exposed(Partition partition, long epoch, long logEnd, long highWatermark, long lastStable) {
        recorder.add(new Exposed(next(6), partition, epoch, logEnd, highWatermark, lastStable));
        return this;
    }

    HandMade exposed(Call call, long highWatermark) {
        recorder.add(new Exposed(call, T0, 0, Exposed.UNTOLD, highWatermark, Exposed.UNTOLD));
        return this;
    }

    HandMade beginsAt(Partition partition, long logStart) {
        recorder.add(new Exposed(next(6), partition, Exposed.UNTOLD, Exposed.UNTOLD, Exposed.UNTOLD, Exposed.UNTOLD,
                logStart));
        return this;
    }

    HandMade joined(String group, String member) {
        recorder.add(new GroupJoin(next(7), group, member, Outcome.OK));
        return this;
    }

    HandMade assigned(String group, String member, int generation, Partition... partitions) {
        recorder.add(new GroupAssignment(next(7), group, member, generation,
                Arrays.stream(partitions).collect(Collectors.toSet())));
        return this;
    }

    HandMade left(String group, String member) {
        recorder.add(new GroupLeave(next(7), group, member));
        return this;
    }

    /** When the next operation begins at the earliest. */
    long nowNs() {
        return nowNs;
    }

    History history() {
        return recorder.history();
    }

    /** The kinds of what a checker finds, in its order. */
    List<Kind> judgedBy(Checker checker) {
        return checker.check(history()).stream().map(Violation::kind).toList();
    }

    /** A transaction in the making. */
    final class Builder {

        private final String id;
        private final List<Transaction.Appended> appends = new ArrayList<>();
        private final List<ReadRange> reads = new ArrayList<>();
        private final List<Transaction.GroupOffset> offsets = new ArrayList<>();
        private Call call;

        private Builder(String id) {
            this.id = id;
        }

        Builder appends(Partition partition, long value, long offset) {
            appends.add(new Transaction.Appended(partition, 0, value, offset));
            return this;
        }

        Builder reads(Partition partition, long from, long next, long... offsetsAndValues) {
            reads.add(range(partition, from, next, true, offsetsAndValues));
            return this;
        }

        Builder commits(String group, Partition partition, long offset) {
            offsets.add(new Transaction.GroupOffset(group, partition, offset));
            return this;
        }

        Builder during(long fromMs, long toMs) {
            call = at(id.hashCode() & 0xff, fromMs, toMs);
            return this;
        }

        HandMade ends(End end) {
            recorder.add(new Transaction(call == null ? next(id.hashCode() & 0xff) : call, id, appends, reads, offsets,
                    end));
            return HandMade.this;
        }
    }
}
