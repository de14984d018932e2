package dev.tidemark.broker.partition;

import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The owner of some partitions: a role that one {@link EventLoop} hosts. Everything here runs there.
 *
 * <p>What one turn of the loop appends is committed together: the partitions that got something are remembered and asked for
 * their flush, or their new high watermark, in one task behind those that are already waiting. So requests that came at the
 * same time share a force.
 */
public final class PartitionLoop {

    private final EventLoop loop;
    private final Admissions admissions;
    private final List<LedPartition> uncommitted = new ArrayList<>();
    private boolean commitScheduled;

    /** @param gate asked before a producer's first batch of a transaction to a partition */
    public PartitionLoop(EventLoop loop, TransactionGate gate) {
        this.loop = loop;
        this.admissions = new Admissions(this, gate);
    }

    /** The hosting loop. */
    public EventLoop loop() {
        return loop;
    }

    /** The appends of one request, in its order. */
    void append(List<PartitionAppend> appends) {
        List<PartitionAppend> toAdmit = null;
        for (PartitionAppend append : appends) {
            if (append.transaction() == null || admissions.admittedBefore(append)) {
                append.partition().append(append, null);
            } else {
                toAdmit = toAdmit == null ? new ArrayList<>(4) : toAdmit;
                toAdmit.add(append);
            }
        }
        if (toAdmit != null) {
            admissions.ask(toAdmit);
        }
    }

    /** Has the partition committed at the end of this turn. */
    void commitSoon(LedPartition partition) {
        if (partition.markForCommit()) {
            uncommitted.add(partition);
        }
        if (!commitScheduled) {
            commitScheduled = true;
            loop.execute(this::commit);
        }
    }

    private void commit() {
        commitScheduled = false;
        List<LedPartition> round = List.copyOf(uncommitted);
        uncommitted.clear();
        for (LedPartition partition : round) {
            partition.commit();
        }
    }
}
