package dev.tidemark.broker.net;

import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.ConnectionLostException;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way to this broker for clients in its own JVM: request records go to the same handlers as those of the network, record
 * bytes as slices. No socket, no codec, no second CRC. Any thread.
 *
 * <p>Each connection is given one of the broker's data loops, on which its requests are handled, as a TCP connection is.
 */
public final class LocalTransport implements Transport {

    private final Endpoint self;
    private final List<? extends EventLoop> loops;
    private final HandlerTable handlers;
    private final ClientQuotas quotas;
    private final AtomicLong connectionIds = new AtomicLong();
    private final Set<LocalConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param self the broker's advertised endpoint; there is no way to another from here
     * @param loops the broker's data loops
     * @param handlers what is served
     * @param quotas what clients are held to; connections in a process are not counted
     */
    public LocalTransport(Endpoint self, List<? extends EventLoop> loops, HandlerTable handlers,
            ClientQuotas quotas) {
        Invariants.check(!loops.isEmpty(), "a broker has at least one data loop");
        this.self = self;
        this.loops = List.copyOf(loops);
        this.handlers = handlers;
        this.quotas = quotas;
    }

    @Override
    public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop loop) {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        loop.executeOrRun(() -> {
            if (closed) {
                opened.completeExceptionally(
                        new ConnectionLostException("the broker at " + endpoint + " in this process is closed"));
            } else if (!endpoint.equals(self)) {
                opened.completeExceptionally(new ConnectionLostException(
                        "no broker of this process listens at " + endpoint + "; the one here is " + self));
            } else {
                opened.complete(open(clientId, loop));
            }
        });
        return opened;
    }

    private LocalConnection open(String clientId, EventLoop loop) {
        long id = connectionIds.incrementAndGet();
        LocalConnection connection = new LocalConnection(self, clientId, id, loop,
                loops.get((int) (id % loops.size())), handlers, quotas, connections::remove);
        connections.add(connection);
        return connection;
    }

    /** The broker goes: every connection is lost to its client. */
    @Override
    public void close() {
        closed = true;
        connections.forEach(LocalConnection::brokerGone);
    }
}
