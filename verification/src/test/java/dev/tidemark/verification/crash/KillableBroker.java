package dev.tidemark.verification.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** A broker in a process of its own, killed and started again at the same address over the same folder. Used by one test's thread. */
sealed interface KillableBroker extends AutoCloseable permits TidemarkBroker, ApacheKafka {

    /** Starts one over what the last one left; it answers requests. */
    void start() throws IOException, InterruptedException;

    /** {@code kill -9}. */
    void kill() throws InterruptedException;

    /** Where clients find it, in all its lives. */
    String bootstrap();

    /** What it says in this life. */
    List<String> sayingNow();

    @Override
    void close();

    /** A port of loopback that nobody listens at now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
