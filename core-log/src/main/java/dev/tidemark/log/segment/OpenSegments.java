package dev.tidemark.log.segment;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the number of segments with open files bounded: opening one more closes those not used for longest that nobody
 * holds. Any thread; its lock is taken when a segment is opened, forced or dropped, not when an open one is used.
 *
 * <p>Segments with bytes that no force covered stay open, and a topic that nobody forces may leave as many of them as there are partitions. The process
 * may have only so many files:
 *
 * <pre>
 * open segments, of the files that the process may have
 *   half              the logs of those not used for longest are forced, one at a time, so that others hardly wait for these forces
 *   three quarters    {@link #crowded}: who writes more waits for a force
 *   seven eighths     {@link #full}: who would open one more to write to it is refused
 * </pre>
 */
public final class OpenSegments {

    private static final int UNKNOWN = -1;

    private record Candidate(OpenSegment segment, long lastUse) {}

    private final int max;
    private final IntSupplier processFilesMax;
    private final Function<Path, CompletionStage<?>> force;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<OpenSegment> open = new LinkedHashSet<>();
    private final LongAdder uses = new LongAdder();
    // Under the lock, as the set.
    private final ArrayDeque<OpenSegment> toForce = new ArrayDeque<>();
    private boolean forcing;
    private boolean roundHelped;
    private @Nullable OpenSegment asked;
    private boolean stopped;
    private int changesToWait;
    // Half of the process's files; asked for when it matters, as the answer costs a start more than it can afford.
    private int unforcedMax = UNKNOWN;
    private volatile boolean crowded;
    private volatile boolean full;

    /**
     * @param max segments with open files; more only while all of them are held or have un-forced bytes
     * @param processFilesMax how many files the process may have open, sockets included
     * @param force has the log in a folder forced, by another thread; done at once if there is none
     */
    public OpenSegments(int max, IntSupplier processFilesMax, Function<Path, CompletionStage<?>> force) {
        this.max = max;
        this.processFilesMax = processFilesMax;
        this.force = force;
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

    /** Whether so many cannot be closed that whoever writes should wait for a force of what he wrote; about, any thread. */
    public boolean crowded() {
        return crowded;
    }

    /** Whether nobody should open one to write to it; about, any thread. */
    public boolean full() {
        return full;
    }

    /** A number that grows with every use: who has the smallest was not used for longest. Roughly: a race may give two the same. */
    long nextUse() {
        uses.increment();
        return uses.sum();
    }

    void add(OpenSegment opened) {
        boolean begin;
        lock.lock();
        try {
            open.add(opened);
            begin = closeOldest(1, opened);
        } finally {
            lock.unlock();
        }
        if (begin) {
            forceNext();
        }
    }

    /** Closes what is too many, now that a force made so many segments closable. */
    public void trim(int forced) {
        boolean begin;
        lock.lock();
        try {
            begin = closeOldest(forced, null);
        } finally {
            lock.unlock();
        }
        if (begin) {
            forceNext();
        }
    }

    /**
     * Closes what is too many and can be closed.
     *
     * @param changes how many segments were opened or forced
     * @return whether a round of forces is to begin
     */
    private boolean closeOldest(int changes, @Nullable OpenSegment spared) {
        if (open.size() <= max) {
            changesToWait = 0;
            measure();
            return false;
        }
        changesToWait -= changes;
        if (changesToWait > 0) {
            // Not enough could be closed the last time, nor will be now: a walk for each change would cost as much as all of them each time.
            measure();
            return false;
        }
        // An eighth more than needed, so that a walk over all is rare.
        int excess = open.size() - max + max / 8;
        // The uses go on meanwhile: they are noted first, as a sort by numbers that change may fail.
        List<Candidate> closable = new ArrayList<>();
        List<Candidate> unforced = new ArrayList<>();
        for (OpenSegment each : open) {
            if (each != spared) {
                (each.isDirty() ? unforced : closable).add(new Candidate(each, each.lastUse()));
            }
        }
        closable.sort(Comparator.comparingLong(Candidate::lastUse));
        for (Candidate candidate : closable) {
            if (excess <= 0) {
                break;
            }
            if (candidate.segment.tryClose()) {
                open.remove(candidate.segment);
                excess--;
            }
        }
        changesToWait = open.size() > max ? max / 8 : 0;
        measure();
        return chooseToForce(unforced);
    }

    private void measure() {
        long half = open.size() > max ? unforcedMax() : Long.MAX_VALUE / 2;
        crowded = open.size() > half + half / 2;
        full = open.size() > half + half / 4 * 3;
    }

    private int unforcedMax() {
        if (unforcedMax == UNKNOWN) {
            unforcedMax = Math.max(max, processFilesMax.getAsInt() / 2);
        }
        return unforcedMax;
    }

    private boolean chooseToForce(List<Candidate> unforced) {
        int excess = open.size() - unforcedMax();
        if (stopped || forcing || excess <= 0 || unforced.isEmpty()) {
            return false;
        }
        unforced.sort(Comparator.comparingLong(Candidate::lastUse));
        int count = Math.min(unforced.size(), excess + max / 8);
        unforced.subList(0, count).forEach(candidate -> toForce.add(candidate.segment));
        roundHelped = false;
        forcing = true;
        return true;
    }

    /** Asks for the next force of the round, which asks for the one after that. */
    private void forceNext() {
        for (OpenSegment next = nextToForce(); next != null; next = nextToForce()) {
            CompletionStage<?> forced = force.apply(next.folder());
            if (!forced.toCompletableFuture().isDone()) {
                forced.whenComplete((done, failed) -> forceNext()); // a log that fails tells by itself
                return;
            }
        }
    }

    private @Nullable OpenSegment nextToForce() {
        lock.lock();
        try {
            roundHelped |= asked != null && !asked.isDirty();
            asked = pollUnforced();
            while (asked == null) {
                forcing = false;
                changesToWait = 0;
                // Others may have come meanwhile. A round that helped nowhere met logs that cannot be forced: it is not repeated at once.
                if (!roundHelped || !closeOldest(1, null)) {
                    return null;
                }
                asked = pollUnforced();
            }
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable OpenSegment pollUnforced() {
        OpenSegment next = toForce.poll();
        while (next != null && (!next.isDirty() || next.closed())) {
            next = toForce.poll();
        }
        return next;
    }

    /** From here on no force is asked for: the logs are about to be closed. */
    public void stopForcing() {
        lock.lock();
        try {
            stopped = true;
            toForce.clear();
        } finally {
            lock.unlock();
        }
    }

    void remove(OpenSegment closed) {
        lock.lock();
        try {
            open.remove(closed);
            measure();
        } finally {
            lock.unlock();
        }
    }
}
