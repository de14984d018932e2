package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.check.ListAppendChecker;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps writers of one partition apart, if they are to be kept apart. Safe from any thread; locks are taken in the order of partitions. */
final class WriterLocks {

    private final boolean exclusive;
    private final List<ReentrantLock> locks = new ArrayList<>();

    WriterLocks(int partitions, ListAppendChecker.Writers writers) {
        this.exclusive = writers == ListAppendChecker.Writers.EXCLUSIVE;
        for (int i = 0; i < partitions; i++) {
            locks.add(new ReentrantLock());
        }
    }

    void take(SortedSet<Integer> partitions) {
        if (exclusive) {
            partitions.forEach(partition -> locks.get(partition).lock());
        }
    }

    void release(SortedSet<Integer> partitions) {
        if (exclusive) {
            partitions.forEach(partition -> locks.get(partition).unlock());
        }
    }
}
