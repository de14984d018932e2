package dev.tidemark.verification.attack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program of one thread that keeps a number of harmful connections open until its standard input ends: those that send a byte a second, those that
 * never say anything, those that promise a large request and stop half way, and, five a second, such as send what is no request. Who is closed comes
 * again. Prints {@code attacking} once all are there, and at the end how often it was closed.
 */
final class Attackers {

    private static final int PROMISED_BYTES = 90 << 20;
    private static final int SENT_BYTES = 24 << 20;
    private static final int HALF_WAY_CONNECTIONS = 12;
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int NONSENSE_A_ROUND = 5;

    private final String broker;
    private final SplittableRandom random = new SplittableRandom(20);
    private final List<RawConnection> slow = new ArrayList<>();
    private final List<RawConnection> silent = new ArrayList<>();
    private final List<HalfWay> halfWay = new ArrayList<>();
    private int closed;

    private Attackers(String broker) {
        this.broker = broker;
    }

    /** Arguments: broker, connections. */
    public static void main(String[] arguments) throws IOException {
        Attackers attackers = new Attackers(arguments[0]);
        attackers.open(Integer.parseInt(arguments[1]));
        System.out.println("attacking");
        while (System.in.available() == 0) {
            long next = System.nanoTime() + ROUND_NANOS;
            attackers.round();
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
        System.out.println("closed " + attackers.closed + " times");
    }

    private void open(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            if (i < HALF_WAY_CONNECTIONS) {
                halfWay.add(new HalfWay());
            } else if (i % 5 == 0) {
                silent.add(new RawConnection(broker));
            } else {
                slow.add(begun());
            }
        }
    }

    /** A request of a thousand bytes of which only the length is there. */
    private RawConnection begun() throws IOException {
        RawConnection connection = new RawConnection(broker);
        connection.send(ByteBuffer.allocate(4).putInt(1_000).array());
        return connection;
    }

    private void round() throws IOException {
        for (int i = 0; i < slow.size(); i++) {
            try {
                slow.get(i).send((byte) 0);
            } catch (IOException gone) {
                closed++;
                slow.get(i).close();
                slow.set(i, begun());
            }
        }
        for (HalfWay one : halfWay) {
            one.goOn();
        }
        for (int i = 0; i < NONSENSE_A_ROUND; i++) {
            try (RawConnection connection = new RawConnection(broker)) {
                connection.send(nonsense());
                closed += connection.closedByBroker() ? 1 : 0;
            } catch (IOException reset) {
                closed++;
            }
        }
    }

    private byte[] nonsense() {
        byte[] bytes = new byte[200];
        random.nextBytes(bytes);
        ByteBuffer frame = ByteBuffer.wrap(bytes).putInt(bytes.length - 4);
        switch (random.nextInt(4)) {
            case 0 -> ByteBuffer.wrap(bytes).putInt(Integer.MAX_VALUE); // two gigabytes are promised
            case 1 -> ByteBuffer.wrap(bytes).putInt(-1);
            case 2 -> { // Metadata 1 that asks for two thousand million topics
                frame.putShort((short) 3).putShort((short) 1).putInt(1).putShort((short) -1).putInt(Integer.MAX_VALUE);
            }
            default -> {} // no API of this number
        }
        return bytes;
    }

    /** Fills memory as far as it is let, until a quarter of the request is there, and then sends no more. */
    private final class HalfWay {

        private final ByteBuffer piece = ByteBuffer.allocateDirect(4 << 20);
        private SocketChannel connection;
        private int sent;

        HalfWay() throws IOException {
            connection = promised();
        }

        private SocketChannel promised() throws IOException {
            SocketChannel fresh = SocketChannel.open(RawConnection.address(broker));
            fresh.configureBlocking(false);
            fresh.write(ByteBuffer.allocate(4).putInt(PROMISED_BYTES).flip());
            return fresh;
        }

        void goOn() throws IOException {
            try {
                if (connection.read(ByteBuffer.allocate(1)) < 0) {
                    throw new IOException("closed");
                }
                while (sent < SENT_BYTES) {
                    int taken = connection.write(piece.clear());
                    if (taken == 0) {
                        return; // the broker does not read from us now
                    }
                    sent += taken;
                }
            } catch (IOException gone) {
                closed++;
                connection.close();
                connection = promised();
                sent = 0;
            }
        }
    }
}
