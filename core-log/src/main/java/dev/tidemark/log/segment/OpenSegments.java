package dev.tidemark.log.segment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the number of segments with open files bounded: opening one more closes those not used for longest that nobody
 * holds. Any thread; its lock is taken when a segment is opened or dropped, not when an open one is used.
 */
public final class OpenSegments {

    private record Candidate(OpenSegment segment, long lastUse) {}

    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<OpenSegment> open = new LinkedHashSet<>();
    private final LongAdder uses = new LongAdder();

    /** @param max segments with open files; more only while all of them are held or have un-forced bytes */
    public OpenSegments(int max) {
        this.max = max;
    }

    /** Segments with open files now. */
    public int count() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    /** A number that grows with every use: who has the smallest was not used for longest. Roughly: a race may give two the same. */
    long nextUse() {
        uses.increment();
        return uses.sum();
    }

    void add(OpenSegment opened) {
        lock.lock();
        try {
            open.add(opened);
            closeOldest(opened);
        } finally {
            lock.unlock();
        }
    }

    /** Closes what is too many, now that a force made segments closable. */
    public void trim() {
        lock.lock();
        try {
            closeOldest(null);
        } finally {
            lock.unlock();
        }
    }

    private void closeOldest(@Nullable OpenSegment spared) {
        if (open.size() <= max) {
            return;
        }
        // An eighth more than needed, so that a walk over all is rare.
        int excess = open.size() - max + max / 8;
        // The uses go on meanwhile: they are noted first, as a sort by numbers that change may fail.
        List<Candidate> candidates = new ArrayList<>();
        for (OpenSegment each : open) {
            if (each != spared && !each.isDirty()) {
                candidates.add(new Candidate(each, each.lastUse()));
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::lastUse));
        for (Candidate candidate : candidates) {
            if (excess <= 0) {
                break;
            }
            if (candidate.segment.tryClose()) {
                open.remove(candidate.segment);
                excess--;
            }
        }
    }

    void remove(OpenSegment closed) {
        lock.lock();
        try {
            open.remove(closed);
        } finally {
            lock.unlock();
        }
    }
}
