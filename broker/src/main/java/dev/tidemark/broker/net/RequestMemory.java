package dev.tidemark.broker.net;

import dev.tidemark.core.failure.Invariants;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that requests of all connections may hold together, {@code queued.max.request.bytes}: when they are taken, connections are not read from
 * until some come back, so clients wait where otherwise the heap would run out. Any thread; a {@link Share} belongs to its connection's loop.
 *
 * <p>A request holds its bytes, and the objects that they are decoded to: up to forty-four times as much, if it has nothing but empty names.
 * What objects take is known once they are made. Then it is taken, or they are dropped and the request waits. So what the
 * loops are decoding at the moment is not within the bound; {@link #objectBytesMax()} keeps it small.
 *
 * <p>Requests take memory as their bytes come. So that many half-read requests cannot keep the rest from each other for ever, one connection at a time
 * may go beyond the bound: the whole is at most the bound and one connection's requests, of which it is read no more than {@link #connectionBytesMax()}
 * and the last one. A quarter is kept for small requests, so that a few clients with large ones, or with large promises, do not stop everybody's
 * heartbeats and metadata; what is taken beyond the bound is none of that quarter either.
 */
public final class RequestMemory {

    /** A request up to this size is a small one. */
    static final int SMALL_BYTES = 64 * 1024;

    /** Which part of all memory the objects of one request may take. */
    private static final int OBJECTS_PART = 16;
    /** Requests have so much for objects however little memory there is: some ten thousand partitions in a Fetch. */
    private static final long OBJECT_BYTES_LEAST = 1 << 20;
    /** Which part of all memory a connection's requests may hold in work before it is read from again. */
    private static final int CONNECTION_PART = 4;

    private final long capacityBytes;
    private final AtomicLong withinBytes = new AtomicLong();
    /** Held by the one connection that may go beyond the bound, beside what it holds within; written on its loop alone while it has the turn. */
    private final AtomicLong beyondBytes = new AtomicLong();
    private final AtomicReference<@Nullable Share> beyond = new AtomicReference<>();
    private final Queue<Share> waitingSmall = new ConcurrentLinkedQueue<>();
    private final Queue<Share> waitingLarge = new ConcurrentLinkedQueue<>();

    /** @param capacityBytes for all connections of the broker */
    public RequestMemory(long capacityBytes) {
        Invariants.check(capacityBytes > 0, "requests need memory");
        this.capacityBytes = capacityBytes;
    }

    /** A quarter of what the heap may grow to: the rest is for answers, indexes, groups and the JVM. */
    public static long ofHeap(Runtime runtime) {
        return runtime.maxMemory() / 4;
    }

    /** What the objects of one request may take; one that would take more is refused. */
    public long objectBytesMax() {
        return Math.max(capacityBytes / OBJECTS_PART, OBJECT_BYTES_LEAST);
    }

    /** A connection whose requests in work hold so much is not read from. */
    long connectionBytesMax() {
        return Math.max(1, capacityBytes / CONNECTION_PART);
    }

    /** Bytes held now; any thread. */
    public long takenBytes() {
        return withinBytes.get() + beyondBytes.get();
    }

    /** How many connections wait for memory, about. */
    public int waiting() {
        return waitingSmall.size() + waitingLarge.size();
    }

    /**
     * What one connection holds.
     *
     * @param resume called, on whatever thread gave memory back, when it is worth asking again
     */
    Share share(Runnable resume) {
        return new Share(this, resume);
    }

    private long bound(boolean small) {
        return small ? capacityBytes : capacityBytes - capacityBytes / 4;
    }

    private Queue<Share> waiting(boolean small) {
        return small ? waitingSmall : waitingLarge;
    }

    private boolean take(Share share, long bytes, boolean small) {
        if (takeWithin(bytes, bound(small))) {
            return true;
        }
        if (beyond.compareAndSet(null, share) || beyond.get() == share) {
            beyondBytes.addAndGet(bytes);
            return true;
        }
        return false;
    }

    private boolean takeWithin(long bytes, long bound) {
        for (long taken = withinBytes.get(); taken + bytes <= bound; taken = withinBytes.get()) {
            if (withinBytes.compareAndSet(taken, taken + bytes)) {
                return true;
            }
        }
        return false;
    }

    private boolean couldGive(long bytes, boolean small) {
        return withinBytes.get() + bytes <= bound(small) || beyond.get() == null;
    }

    private void give(Share share, long bytes) {
        boolean turn = beyond.get() == share;
        long fromBeyond = turn ? Math.min(bytes, beyondBytes.get()) : 0;
        long stillBeyond = turn ? beyondBytes.addAndGet(-fromBeyond) : 0;
        withinBytes.addAndGet(fromBeyond - bytes);
        if (turn && (stillBeyond == 0 || takeWithin(stillBeyond, bound(false)))) {
            beyondBytes.set(0);
            beyond.set(null);
        }
        wakeOne(true);
        wakeOne(false);
    }

    /** Each that was woken and got what it wanted wakes the next: nobody waits beside free memory, and they do not all come at once. */
    private void wakeOne(boolean small) {
        Share next = waiting(small).poll();
        if (next != null) {
            next.resume.run();
        }
    }

    /** One connection's part. Confined to the connection's loop. */
    static final class Share {

        private final RequestMemory memory;
        private final Runnable resume;
        private long heldBytes;
        private boolean waits;
        private boolean waitsForSmall;

        private Share(RequestMemory memory, Runnable resume) {
            this.memory = memory;
            this.resume = resume;
        }

        /**
         * Takes bytes for a request; if there are none, false, and {@code resume} is called later.
         *
         * @param small whether the whole request comes in at most {@link #SMALL_BYTES}
         */
        boolean take(long bytes, boolean small) {
            while (!memory.take(this, bytes, small)) {
                waits = true;
                waitsForSmall = small;
                memory.waiting(small).add(this);
                // some may have come back between the refusal and the queue, when nobody was there to be woken
                boolean came = memory.couldGive(bytes, small) && memory.waiting(small).remove(this);
                if (!came) {
                    return false;
                }
            }
            heldBytes += bytes;
            if (waits) {
                waits = false;
                memory.wakeOne(small);
            }
            return true;
        }

        /** A request is done with, or will never be whole. */
        void give(long bytes) {
            Invariants.check(bytes <= heldBytes, "what is given back was taken");
            heldBytes -= bytes;
            memory.give(this, bytes);
        }

        /** The connection waits no more: whoever was woken in its place is told instead. */
        void leave() {
            if (waits) {
                waits = false;
                memory.waiting(waitsForSmall).remove(this);
                memory.wakeOne(waitsForSmall);
            }
        }

        long heldBytes() {
            return heldBytes;
        }
    }
}
