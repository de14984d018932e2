package dev.tidemark.benchmarks.system.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports on loopback. */
public final class Ports {

    private Ports() {}

    /** Two that are free now, a broker's and its controller's. */
    public static int[] two() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback); ServerSocket two = new ServerSocket(0, 1, loopback)) {
            return new int[]{one.getLocalPort(), two.getLocalPort()};
        }
    }
}
