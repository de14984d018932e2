package dev.tidemark.verification.simulation.network;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A peer that is no client of ours: it sends whatever bytes it likes over one connection and keeps what comes back. Confined to the simulation's thread,
 * and used outside all loops.
 */
public final class Stranger {

    private static final int SIZE_BYTES = 4;

    private final SimConnection connection;
    private final List<ByteBuffer> answers = new ArrayList<>();
    private byte[] unread = {};
    private boolean closed;

    Stranger(SimConnection connection) {
        this.connection = connection;
        connection.down().to(new SimPipe.Receiver() {
            @Override
            public void bytes(byte[] bytes) {
                connection.down().read(bytes.length);
                came(bytes);
            }

            @Override
            public void end() {
                closed = true;
            }
        });
    }

    /** Sends bytes, a request or not. */
    public void send(byte[] bytes) {
        connection.up().write(bytes);
    }

    /** The frames that came back, without their lengths. */
    public List<ByteBuffer> answers() {
        return List.copyOf(answers);
    }

    /** Whether a frame came back. */
    public boolean answered() {
        return !answers.isEmpty();
    }

    /** Whether the other end has closed the connection. */
    public boolean closed() {
        return closed;
    }

    /** Ends the connection. */
    public void close() {
        connection.up().finish();
    }

    private void came(byte[] bytes) {
        byte[] all = Arrays.copyOf(unread, unread.length + bytes.length);
        System.arraycopy(bytes, 0, all, unread.length, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(all);
        while (in.remaining() >= SIZE_BYTES && in.getInt(in.position()) <= in.remaining() - SIZE_BYTES) {
            int size = in.getInt();
            answers.add(in.slice(in.position(), size));
            in.position(in.position() + size);
        }
        unread = Arrays.copyOfRange(all, in.position(), all.length);
    }
}
