package dev.tidemark.verification.simulation.network;

import dev.tidemark.broker.net.ConnectionPipeline;
import dev.tidemark.client.net.ClientPipeline;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.ConnectionLostException;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.schedule.EventKind;
import dev.tidemark.verification.simulation.schedule.SimLoop;
import dev.tidemark.verification.simulation.schedule.SimProcess;
import dev.tidemark.verification.simulation.schedule.SimScheduler;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All connections of a simulated world. Confined to the simulation's thread. Bytes are late as the {@link Weather} says; what else befalls them is done
 * to it from outside, by the methods here and those of {@link SimConnection}.
 */
public final class SimNetwork {

    private static final int FRAME_BYTES_MAX = 64 << 20;
    /** What a system's connect waits for an answer; then the client's own time-out. */
    private static final long CONNECT_TIMEOUT_NANOS = 10_000_000_000L;
    private static final int SIZE_BYTES = 4;
    private static final InetSocketAddress STRANGER = new InetSocketAddress(ip("10.8.8.8"), 8_888);

    /** Whether a request that a client sends is to arrive once more, and how much later. */
    public interface LateCopies {

        /** No copy. */
        long NONE = -1;

        /** Nanoseconds until a copy of this request arrives on a connection of its own, or {@link #NONE}. */
        long afterNanos(ApiKey api);
    }

    private final SimScheduler scheduler;
    private final SplittableRandom random;
    private final HeapAllocator allocator = new HeapAllocator();
    private final Map<String, SimListener> listeners = new TreeMap<>();
    private final Set<SimConnection> connections = new LinkedHashSet<>();
    private Weather weather = Weather.fair();
    private LateCopies lateCopies = api -> LateCopies.NONE;
    private RequestWatch watch = RequestWatch.NOBODY;
    private long refusingUntilNanos;
    private long nextNumber;
    private int nextPort = 40_000;
    private final CopyCounts copies = new CopyCounts();

    public SimNetwork(SimScheduler scheduler) {
        this.scheduler = scheduler;
        this.random = scheduler.seed().stream("network");
    }

    // ---- what befalls it

    /** How it behaves from now on. */
    public void weather(Weather now) {
        weather = now;
    }

    /** Which requests arrive once more from now on. */
    public void lateCopies(LateCopies rule) {
        lateCopies = rule;
    }

    /** Who hears of requests from now on. */
    public void watch(RequestWatch listener) {
        watch = listener;
    }

    /** Which requests arrived once more so far. */
    public CopyCounts copies() {
        return copies;
    }

    /** Nobody opens a connection for so long. */
    public void refuse(long nanos) {
        refusingUntilNanos = Math.max(refusingUntilNanos, scheduler.nowNanos() + nanos);
    }

    /** The connections of the moment, oldest first. */
    public List<SimConnection> connections() {
        return List.copyOf(connections);
    }

    /** A process has been killed; its machine closes its connections. */
    public void killed(SimProcess process) {
        connections().forEach(connection -> connection.killed(process));
    }

    /** A process's machine has lost its power: nobody is told. */
    public void powerLost(SimProcess process) {
        connections().forEach(connection -> connection.powerLost(process));
    }

    // ---- listening and connecting

    /**
     * Serves an address, in the place of who did before.
     *
     * @param loops host the connections
     * @param pipeline over the loop of each channel
     */
    public void listen(Endpoint endpoint, List<SimLoop> loops,
            Function<Function<Channel, EventLoop>, ConnectionPipeline> pipeline) {
        listeners.put(endpoint.toString(), new SimListener(address(endpoint), loops, pipeline));
    }

    /** Nobody serves the address any more; connections go on. */
    public void unlisten(Endpoint endpoint) {
        listeners.remove(endpoint.toString());
    }

    /** The way to brokers from one process. */
    public Transport transport(SimLoop loop, String host) {
        SimNettyLoop netty = new SimNettyLoop(loop);
        return new Transport() {
            @Override
            public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop replies) {
                CompletableFuture<Connection> opened = new CompletableFuture<>();
                SimNetwork.this.connect(netty, host, endpoint, clientId, replies, opened);
                return opened;
            }

            @Override
            public void close() {
                connections().forEach(connection -> connection.killed(loop.process()));
            }
        };
    }

    /** Opens a connection, at once, from a machine of which nothing is known but what it sends. */
    public Stranger stranger(Endpoint to) {
        SimListener listener = Invariants.present(listeners.get(to.toString()), "somebody who listens");
        SimConnection connection = new SimConnection(this, nextNumber++);
        connections.add(connection);
        listener.accept(connection, STRANGER);
        return new Stranger(connection);
    }

    private void connect(SimNettyLoop from, String host, Endpoint to, String clientId, EventLoop replies,
            CompletableFuture<Connection> opened) {
        InetSocketAddress local = new InetSocketAddress(ip(host), nextPort++);
        scheduler.schedule(latencyNanos(), 0, EventKind.CONNECTION, 0, () -> {
            SimListener listener = listeners.get(to.toString());
            if (listener == null || refusing()) {
                fail(from, replies, opened, latencyNanos(), "connection refused: " + to);
            } else if (!listener.alive()) {
                // who was killed is known to be gone; a machine without power says nothing
                fail(from, replies, opened, CONNECT_TIMEOUT_NANOS, "connection timed out: " + to);
            } else {
                SimConnection connection = new SimConnection(this, nextNumber++);
                connections.add(connection);
                listener.accept(connection, local);
                scheduler.schedule(latencyNanos(), 0, EventKind.CONNECTION, 0, () -> from.execute(() -> {
                    ClientPipeline pipeline = new ClientPipeline(to, clientId, replies, FRAME_BYTES_MAX);
                    connection.openOn(from, local, address(to), pipeline);
                    replies.executeOrRun(() -> opened.complete(pipeline.connection()));
                }));
            }
        });
    }

    private void fail(SimNettyLoop from, EventLoop replies, CompletableFuture<Connection> opened, long afterNanos,
            String why) {
        scheduler.schedule(afterNanos, 0, EventKind.CONNECTION, 0, () -> from.execute(() -> replies
                .executeOrRun(() -> opened.completeExceptionally(new ConnectionLostException(why)))));
    }

    private boolean refusing() {
        return refusingUntilNanos > scheduler.nowNanos();
    }

    // ---- for connections

    /** A client has written a request: each write of it is one frame. */
    void sent(SimConnection connection, byte[] frame) {
        InetSocketAddress target = connection.target();
        ApiKey api = frame.length < SIZE_BYTES + 2 ? null : ApiKey.of(ByteBuffer.wrap(frame).getShort(SIZE_BYTES));
        SimProcess client = connection.client();
        if (client == null || target == null || api == null) {
            return;
        }
        scheduler.note(client + " asks " + api);
        watch.asked(client, api);
        int transaction = copies.asked(client, api);
        long after = lateCopies.afterNanos(api);
        if (after != LateCopies.NONE) {
            byte[] copy = frame.clone();
            copies.left();
            scheduler.schedule(after, 0, EventKind.FAULT, copy.length, () -> {
                copies.over();
                if (copy(target, api, copy)) {
                    copies.arrived(client, api, transaction);
                }
            });
        }
    }

    /** Whether there is somebody to take it. */
    private boolean copy(InetSocketAddress target, ApiKey api, byte[] frame) {
        SimListener listener = listeners.get(name(target));
        if (listener == null || !listener.alive()) {
            return false;
        }
        scheduler.note("a copy of " + api + " arrives");
        SimConnection phantom = new SimConnection(this, nextNumber++);
        connections.add(phantom);
        listener.accept(phantom, new InetSocketAddress(ip("10.9.9.9"), nextPort++));
        phantom.openToVoid();
        phantom.up().write(frame);
        long staysNanos = 60_000_000_000L;
        scheduler.schedule(staysNanos, 0, EventKind.CONNECTION, 0, phantom.up()::finish);
        return true;
    }

    void arrivedAtTheDead(SimConnection connection, boolean atServer) {
        InetSocketAddress target = connection.target();
        SimListener now = target == null ? null : listeners.get(name(target));
        if (!atServer || (now != null && now.alive())) {
            connection.refused(atServer, latencyNanos());
        }
    }

    void endClosed(SimConnection connection) {
        if (connection.over()) {
            connections.remove(connection);
        }
    }

    SimScheduler scheduler() {
        return scheduler;
    }

    SplittableRandom random() {
        return random;
    }

    Weather weather() {
        return weather;
    }

    HeapAllocator allocator() {
        return allocator;
    }

    long latencyNanos() {
        return weather.latencyNanos(random);
    }

    // ---- addresses

    private static InetSocketAddress address(Endpoint endpoint) {
        return new InetSocketAddress(ip(endpoint.host()), endpoint.port());
    }

    private static String name(InetSocketAddress address) {
        return new Endpoint(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    /** Of a literal address; nobody is asked for names. */
    private static InetAddress ip(String literal) {
        String[] parts = literal.split("\\.", -1);
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException notFour) {
            throw new IllegalArgumentException(literal, notFour);
        }
    }
}
