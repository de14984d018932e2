package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.history.Transaction;
import dev.tidemark.verification.simulation.workload.plan.ListAppendPlan;
import dev.tidemark.verification.simulation.workload.plan.Step;
import dev.tidemark.verification.simulation.workload.plan.TransactionPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Carries out list-append transactions through a session and takes down what it sees. Used by one thread.
 *
 * <p>A transaction whose end stays unknown is over once its id has been obtained again, and only then does its call end and are its
 * locks let go: so under exclusive writers nobody writes to a partition behind the back of another.
 */
final class ListAppendClient implements AutoCloseable {

    private final int number;
    private final String topic;
    private final String id;
    private final Session session;
    private final ListAppendPlan plans;
    private final WriterLocks locks;
    private final HistoryClock clock;
    private final Recorder recorder = new Recorder();
    private boolean opened;

    ListAppendClient(int number, String topic, String id, Session session, ListAppendPlan plans, WriterLocks locks,
            HistoryClock clock) {
        this.number = number;
        this.topic = topic;
        this.id = id;
        this.session = session;
        this.plans = plans;
        this.locks = locks;
        this.clock = clock;
    }

    /** One transaction, whatever happens to it. */
    End run() {
        if (!opened) {
            session.open();
            opened = true;
        }
        TransactionPlan plan = plans.next();
        long beganNs = clock.nowNs();
        locks.take(plan.written());
        try {
            return transaction(plan, beganNs);
        } finally {
            locks.release(plan.written());
        }
    }

    private End transaction(TransactionPlan plan, long beganNs) {
        List<Transaction.Appended> appends = new ArrayList<>();
        List<ReadRange> reads = new ArrayList<>();
        Map<Integer, Long> offsets = new TreeMap<>();
        boolean commitAsked = false;
        End end;
        try {
            session.begin();
            for (Step step : plan.steps()) {
                switch (step) {
                    case Step.Append append -> {
                        appends.add(new Transaction.Appended(new Partition(topic, append.partition()), append.key(),
                                append.value(), Append.NO_OFFSET));
                        session.append(append.partition(), append.key(), append.value());
                    }
                    case Step.Read read -> reads.add(read(read.partition(), offsets));
                }
            }
            for (Map.Entry<Integer, Long> offset : offsets.entrySet()) {
                session.sendOffset(offset.getKey(), offset.getValue());
            }
            List<Transaction.Appended> written = session.flush();
            appends.clear();
            appends.addAll(written);
            if (plan.abort()) {
                session.abort();
                end = End.ABORTED;
            } else {
                commitAsked = true;
                session.commit();
                end = End.COMMITTED;
            }
        } catch (RuntimeException broken) {
            end = commitAsked ? End.UNKNOWN : End.ABORTED;
            session.open();
        }
        List<Transaction.GroupOffset> carried = new ArrayList<>();
        offsets.forEach((partition, offset) -> carried
                .add(new Transaction.GroupOffset(session.group(), new Partition(topic, partition), offset)));
        recorder.add(new Transaction(clock.since(number, beganNs), id, appends, reads, carried, end));
        offsets.keySet().forEach(this::lookAtCommitted);
        return end;
    }

    private ReadRange read(int partition, Map<Integer, Long> offsets) {
        long askedNs = clock.nowNs();
        long stable = session.stableEnd(partition);
        recorder.add(new Exposed(clock.since(number, askedNs), new Partition(topic, partition), Exposed.UNTOLD,
                Exposed.UNTOLD,
                Exposed.UNTOLD, stable));
        ReadRange range = session.readTo(partition, stable);
        offsets.put(partition, range.nextOffset());
        return range;
    }

    private void lookAtCommitted(int partition) {
        long askedNs = clock.nowNs();
        try {
            long offset = session.committed(partition);
            recorder.add(new OffsetFetch(clock.since(number, askedNs), session.group(), new Partition(topic, partition),
                    offset));
        } catch (RuntimeException noAnswer) {
            // an error is no answer, and so no part of the history
        }
    }

    History history() {
        return recorder.history();
    }

    @Override
    public void close() {
        session.close();
    }
}
