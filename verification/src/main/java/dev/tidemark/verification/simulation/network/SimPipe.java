package dev.tidemark.verification.simulation.network;

import dev.tidemark.verification.simulation.schedule.EventKind;
import dev.tidemark.verification.simulation.schedule.SimScheduler;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: bytes on their way, in order. Confined to the simulation's thread. It takes a bounded number of bytes that nobody has
 * read, as two sockets' buffers do.
 */
final class SimPipe {

    private static final int WINDOW_BYTES = 256 * 1024;

    /** Bytes and when they may arrive; without bytes it is the end. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else holds the bytes
    private record Piece(byte[] bytes, long atNanos) {}

    private final SimNetwork network;
    private final SimScheduler scheduler;
    private final Consumer<byte[]> tap;
    private final ArrayDeque<Piece> onTheWay = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private @Nullable Runnable onRoom;
    private SimScheduler.@Nullable Event arrival;
    private long lastNanos;
    private long stalledUntilNanos;
    private int unread;
    private boolean roomWanted;
    private boolean finished;
    private boolean broken;

    /** Where the bytes go. Called when they arrive, outside all loops. */
    interface Receiver {
        void bytes(byte[] bytes);

        void end();
    }

    /** @param tap sees what is written, write by write */
    SimPipe(SimNetwork network, Consumer<byte[]> tap) {
        this.network = network;
        this.tap = tap;
        this.scheduler = network.scheduler();
    }

    /** Who reads; what came before waits for this. */
    void to(Receiver reader) {
        receiver = reader;
        arm();
    }

    /** Runs, outside all loops, when the writer that was told to wait may go on. */
    void onRoom(Runnable writer) {
        onRoom = writer;
    }

    boolean hasRoom() {
        return unread < WINDOW_BYTES;
    }

    /** The writer waits for room. */
    void wanted() {
        roomWanted = true;
    }

    void write(byte[] bytes) {
        if (finished || broken || bytes.length == 0) {
            return;
        }
        unread += bytes.length;
        tap.accept(bytes);
        int from = 0;
        while (bytes.length - from > 1 && network.weather().splits(network.random())) {
            int to = from + 1 + network.random().nextInt(bytes.length - from - 1);
            add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        add(from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length));
    }

    /** Nothing more will be written; what is on its way arrives, and then the end. */
    void finish() {
        if (!finished && !broken) {
            finished = true;
            add(new byte[0]);
        }
    }

    /** Nothing arrives any more, not even the end. */
    void breakOff() {
        broken = true;
        onTheWay.clear();
    }

    /** Nothing arrives for so long; then all of it does. */
    void stall(long nanos) {
        stalledUntilNanos = Math.max(stalledUntilNanos, scheduler.nowNanos() + nanos);
    }

    /** The receiver has taken bytes off. */
    void read(int bytes) {
        unread -= bytes;
        Runnable room = onRoom;
        if (roomWanted && hasRoom() && room != null) {
            roomWanted = false;
            scheduler.schedule(network.latencyNanos(), 0, EventKind.BYTES, 0, room);
        }
    }

    private void add(byte[] bytes) {
        lastNanos = Math.max(lastNanos, scheduler.nowNanos() + network.latencyNanos());
        onTheWay.add(new Piece(bytes, lastNanos));
        arm();
    }

    private void arm() {
        Piece next = onTheWay.peek();
        if (arrival == null && next != null && receiver != null) {
            long at = Math.max(next.atNanos, stalledUntilNanos);
            arrival = scheduler.schedule(Math.max(0, at - scheduler.nowNanos()), 0, EventKind.BYTES,
                    next.bytes.length, this::arrive);
        }
    }

    private void arrive() {
        arrival = null;
        Piece piece = onTheWay.peek();
        Receiver to = receiver;
        if (piece == null || to == null) {
            return;
        }
        if (stalledUntilNanos <= scheduler.nowNanos()) {
            onTheWay.remove();
            if (piece.bytes.length == 0) {
                to.end();
            } else {
                to.bytes(piece.bytes);
            }
        }
        arm();
    }
}
