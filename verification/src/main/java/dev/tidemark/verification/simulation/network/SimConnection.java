package dev.tidemark.verification.simulation.network;

import dev.tidemark.verification.simulation.schedule.EventKind;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two processes, and what may befall it. Confined to the simulation's thread. Its ends live on the loops of their processes; bytes
 * travel in a pipe each way.
 */
public final class SimConnection {

    /** How long after a cut an end that never notices notices. */
    public static final long NEVER = Long.MAX_VALUE;

    /** One end: the channel, the loop that hosts it, and whether it is still there. */
    private final class End implements SimPipe.Receiver {

        private final SimNettyLoop loop;
        private final SimChannel channel;
        private final SimPipe out;
        private boolean closed;

        End(SimNettyLoop loop, long id, InetSocketAddress local, InetSocketAddress remote, SimPipe in, SimPipe out) {
            this.loop = loop;
            this.out = out;
            this.channel = new SimChannel(id, local, remote, in, out, network.allocator(), this::closed);
            out.onRoom(() -> loop.execute(channel::room));
        }

        /** On the loop. */
        void begin(ChannelHandler pipeline) {
            channel.pipeline().addLast(pipeline);
            var unused = loop.register(channel);
        }

        @Override
        public void bytes(byte[] bytes) {
            if (loop.loop().process().alive()) {
                loop.execute(() -> channel.arrived(bytes));
            } else {
                network.arrivedAtTheDead(SimConnection.this, this == server);
            }
        }

        @Override
        public void end() {
            loop.execute(channel::ended);
        }

        void reset(long afterNanos) {
            if (afterNanos != NEVER) {
                network.scheduler()
                        .schedule(afterNanos, 0, EventKind.CONNECTION, 0, () -> loop.execute(channel::reset));
            }
        }

        /** The channel was closed by its process, or the process is gone. */
        void closed() {
            if (!closed) {
                closed = true;
                out.finish();
                network.endClosed(SimConnection.this);
            }
        }

        /** The machine is gone: it says nothing any more, and answers nothing. */
        void silent() {
            if (!closed) {
                closed = true;
                out.breakOff();
                network.endClosed(SimConnection.this);
            }
        }
    }

    private final SimNetwork network;
    private final long number;
    private final SimPipe up;
    private final SimPipe down;
    private @Nullable End client;
    private @Nullable End server;
    private @Nullable InetSocketAddress target;

    SimConnection(SimNetwork network, long number) {
        this.network = network;
        this.number = number;
        this.up = new SimPipe(network, bytes -> network.sent(this, bytes));
        this.down = new SimPipe(network, bytes -> {});
    }

    /** The process that accepted it; null before. */
    public @Nullable SimProcess server() {
        return server == null ? null : server.loop.loop().process();
    }

    /** The process that opened it; null for one that carries a late copy. */
    public @Nullable SimProcess client() {
        return client == null ? null : client.loop.loop().process();
    }

    /** The address it was opened to; null before it is accepted. */
    @Nullable
    InetSocketAddress target() {
        return target;
    }

    SimPipe up() {
        return up;
    }

    SimPipe down() {
        return down;
    }

    // ---- opening

    /** Puts the accepting end upon a loop; called outside all loops. */
    void acceptOn(SimNettyLoop loop, InetSocketAddress local, InetSocketAddress remote, ChannelHandler pipeline) {
        End end = new End(loop, 2 * number, local, remote, up, down);
        server = end;
        target = local;
        loop.execute(() -> end.begin(pipeline));
        up.to(end);
    }

    /** Puts the opening end upon a loop, on which this is called. */
    SimChannel openOn(SimNettyLoop loop, InetSocketAddress local, InetSocketAddress remote, ChannelHandler pipeline) {
        End end = new End(loop, 2 * number + 1, local, remote, down, up);
        client = end;
        end.begin(pipeline);
        down.to(end);
        return end.channel;
    }

    /** Nobody opened it: its answers are read by nobody, and forgotten. */
    void openToVoid() {
        down.to(new SimPipe.Receiver() {
            @Override
            public void bytes(byte[] bytes) {
                down.read(bytes.length);
            }

            @Override
            public void end() {
                // nobody waits for it
            }
        });
    }

    // ---- what may befall it

    /**
     * It is cut: what is on its way is lost. An end notices after so long, or when it is closed.
     *
     * @param clientAfterNanos when the client notices; {@link #NEVER} leaves it half open
     * @param serverAfterNanos when the broker notices, likewise
     */
    public void cut(long clientAfterNanos, long serverAfterNanos) {
        up.breakOff();
        down.breakOff();
        if (client != null) {
            client.reset(clientAfterNanos);
        }
        if (server != null) {
            server.reset(serverAfterNanos);
        }
    }

    /** Nothing reaches the broker for so long; then all of it does. */
    public void stallRequests(long nanos) {
        up.stall(nanos);
    }

    /** Nothing reaches the client for so long; then all of it does. */
    public void stallAnswers(long nanos) {
        down.stall(nanos);
    }

    /** A process has been killed: its machine closes the connection. */
    void killed(SimProcess process) {
        if (client != null && client() == process) {
            client.closed();
        }
        if (server != null && server() == process) {
            server.closed();
        }
    }

    /** A process's machine has lost its power. */
    void powerLost(SimProcess process) {
        if (client != null && client() == process) {
            client.silent();
        }
        if (server != null && server() == process) {
            server.silent();
        }
    }

    /** The machine that lives again knows nothing of the connection, and says so. */
    void refused(boolean byServer, long afterNanos) {
        End told = byServer ? client : server;
        if (told != null) {
            told.reset(afterNanos);
        }
    }

    /** Whether no end of it is open. */
    boolean over() {
        return (client == null || client.closed) && (server == null || server.closed);
    }
}
