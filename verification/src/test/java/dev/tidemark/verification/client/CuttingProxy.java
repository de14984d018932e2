package dev.tidemark.verification.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A TCP proxy in front of a broker that now and then closes a connection in the middle of an answer: after half of the bytes it just read. Its
 * threads are its own.
 */
final class CuttingProxy implements Closeable {

    private final Lock drawing = new ReentrantLock();
    private final ServerSocket server;
    private final RandomGenerator random;
    private final AtomicInteger cutsLeft;
    private final AtomicInteger cuts = new AtomicInteger();
    private final int oneIn;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean accepting = new AtomicBoolean();
    private volatile int brokerPort;

    /**
     * @param cuts how many connections are cut at the most
     * @param oneIn a piece of an answer out of so many is cut, by chance
     */
    CuttingProxy(long seed, int cuts, int oneIn) throws IOException {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.cutsLeft = new AtomicInteger(cuts);
        this.oneIn = oneIn;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    int port() {
        return server.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    /** Connections from now on go to a broker at this port; those that are open stay where they are. */
    void forwardTo(int port) {
        brokerPort = port;
        if (accepting.compareAndSet(false, true)) {
            Thread.ofVirtual().start(this::accept);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                connect(client);
            } catch (IOException closing) {
                // the test ends
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket broker = new Socket();
        open.add(broker);
        try {
            broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort));
        } catch (IOException gone) {
            // no broker: the client sees a closed connection, as it would without a proxy
            broker.close();
            client.close();
            open.remove(broker);
            open.remove(client);
            return;
        }
        Thread.ofVirtual().start(() -> copy(client, broker, false));
        Thread.ofVirtual().start(() -> copy(broker, client, true));
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16_384];
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (answers && cutNow()) {
                    out.write(buffer, 0, count / 2);
                    out.flush();
                    cuts.incrementAndGet();
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException closed) {
            // either side went; closing both is all there is to do
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private boolean cutNow() {
        int draw;
        // generators are not made for several threads
        Lock lock = drawing;
        lock.lock();
        try {
            draw = random.nextInt(oneIn);
        } finally {
            lock.unlock();
        }
        return draw == 0 && cutsLeft.getAndDecrement() > 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
