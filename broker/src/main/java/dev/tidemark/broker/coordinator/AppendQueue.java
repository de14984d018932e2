package dev.tidemark.broker.coordinator;

import dev.tidemark.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has decided and not yet committed: batches in the order of the decisions, and the replies that wait for
 * them. Owned by a {@link CoordinatorPartition}, on the coordinator's loop.
 *
 * <p>One append is on the way at a time; what is decided meanwhile goes out together with the next. So a failed append takes
 * along exactly the batches behind it, and many commands share one flush.
 */
final class AppendQueue {

    /** A reply that waits. */
    interface Parked {

        /** What it rests on is committed. */
        void committed();

        /** What it rests on is gone. */
        void refused(ErrorCode error);
    }

    /** One batch, the position of the undo log behind it, and who waits for it. */
    private static final class Entry {
        final ByteBuffer batch;
        final long undoPosition;
        final List<Parked> parked = new ArrayList<>(1);

        Entry(ByteBuffer batch, long undoPosition) {
            this.batch = batch;
            this.undoPosition = undoPosition;
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int inFlight;

    /** Puts a batch at the end. */
    void add(ByteBuffer batch, long undoPosition) {
        entries.addLast(new Entry(batch, undoPosition));
    }

    /** Lets a reply wait for everything decided so far; false if nothing is open, so that it need not wait. */
    boolean park(Parked reply) {
        Entry last = entries.peekLast();
        if (last == null) {
            return false;
        }
        last.parked.add(reply);
        return true;
    }

    /** What to append next, up to about this many bytes; null if an append is on the way or there is nothing. */
    @Nullable
    ByteBuffer take(int bytesMax) {
        if (inFlight > 0 || entries.isEmpty()) {
            return null;
        }
        int bytes = 0;
        for (Entry entry : entries) {
            if (inFlight > 0 && bytes + entry.batch.remaining() > bytesMax) {
                break;
            }
            bytes += entry.batch.remaining();
            inFlight++;
        }
        Entry only = entries.getFirst();
        if (inFlight == 1) {
            return only.batch;
        }
        ByteBuffer together = ByteBuffer.allocate(bytes);
        int count = 0;
        for (Entry entry : entries) {
            if (count++ == inFlight) {
                break;
            }
            together.put(entry.batch.duplicate());
        }
        return together.flip();
    }

    /** The append on the way is committed: finalises its changes and returns who waited for it. */
    List<Parked> committed(UndoLog undo) {
        List<Parked> released = new ArrayList<>();
        while (inFlight > 0) {
            Entry entry = entries.removeFirst();
            undo.forgetUpTo(entry.undoPosition);
            released.addAll(entry.parked);
            inFlight--;
        }
        return released;
    }

    /** The append on the way failed: everything open is gone. Returns who waited for any of it. */
    List<Parked> dropAll() {
        List<Parked> dropped = new ArrayList<>();
        for (Entry entry : entries) {
            dropped.addAll(entry.parked);
        }
        entries.clear();
        inFlight = 0;
        return dropped;
    }
}
